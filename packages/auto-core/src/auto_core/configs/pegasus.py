"""PEGASUS (Zhang et al., 2019, arXiv:1912.08777)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._bart import BartLikeConfig


class PegasusConfig(BartLikeConfig):
    """Sizes and options of PEGASUS. The defaults are upstream's, of no checkpoint."""

    model_type = "pegasus"

    scaled_tables: ClassVar[bool] = False
    norm_first: ClassVar[bool] = True
    sinusoidal: ClassVar[bool] = True
    scale_given_vectors: ClassVar[bool] = True

    pad_token_id: int | None = 0
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = 1
    decoder_start_token_id: int | None = 0
    forced_eos_token_id: int | list[int] | None = 1

    @property
    def norm_embeddings(self) -> bool:
        return False
