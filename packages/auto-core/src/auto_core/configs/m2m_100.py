"""M2M-100 (Fan et al., 2020, arXiv:2010.11125) and NLLB-200 (2022, arXiv:2207.04672)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._bart import BartLikeConfig


class M2M100Config(BartLikeConfig):
    """Sizes and options of M2M-100. The defaults are m2m100_418M."""

    model_type = "m2m_100"

    norm_first: ClassVar[bool] = True

    vocab_size: int = 128112
    activation_function: str = "relu"
    attention_dropout: float = 0.1
    encoder_layerdrop: float = 0.05
    decoder_layerdrop: float = 0.05
    scale_embedding: bool = True
    forced_eos_token_id: int | list[int] | None = None

    @property
    def norm_embeddings(self) -> bool:
        return False
