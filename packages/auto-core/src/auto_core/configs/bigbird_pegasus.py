"""BigBird-Pegasus (Zaheer et al., 2020, arXiv:2007.14062)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._bart import BartLikeConfig
from auto_core.configs._block_sparse import BlockSparseConfig


class BigBirdPegasusConfig(BartLikeConfig, BlockSparseConfig):
    """Sizes and options of BigBird-Pegasus. The defaults are bigbird-pegasus-large-arxiv's.

    `attention_type`, `block_size` and `num_random_blocks` are the encoder's.
    """

    model_type = "bigbird_pegasus"
    attribute_map: ClassVar[dict[str, str]] = {
        **BartLikeConfig.attribute_map,
        "attention_probs_dropout_prob": "attention_dropout",
    }

    norm_first: ClassVar[bool] = True
    position_offset: ClassVar[int] = 0

    vocab_size: int = 96103
    max_position_embeddings: int = 4096
    encoder_layers: int = 16
    decoder_layers: int = 16
    activation_function: str = "gelu_new"
    scale_embedding: bool = True
    use_bias: bool = False
    pad_token_id: int | None = 0
    bos_token_id: int | None = 2
    eos_token_id: int | list[int] | None = 1
    decoder_start_token_id: int | None = 2
    forced_eos_token_id: int | list[int] | None = None

    @property
    def norm_embeddings(self) -> bool:
        return False
