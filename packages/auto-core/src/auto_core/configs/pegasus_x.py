"""PEGASUS-X (Phang et al., 2022, arXiv:2208.04347)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._bart import BartLikeConfig


class PegasusXConfig(BartLikeConfig):
    """Sizes and options of PEGASUS-X. The defaults are pegasus-x-large's."""

    model_type = "pegasus_x"

    norm_first: ClassVar[bool] = True

    vocab_size: int = 96103
    max_position_embeddings: int = 16384
    encoder_layers: int = 16
    decoder_layers: int = 16
    scale_embedding: bool = True
    pad_token_id: int | None = 0
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = 1
    decoder_start_token_id: int | None = 0
    forced_eos_token_id: int | list[int] | None = 1
    num_global_tokens: int = 32  # learnt tokens that all attend to and that attend to all
    block_size: int = 512  # tokens that attend to each other
    stagger_local_blocks: bool = True  # blocks of every other layer begin half a block before

    def _complete(self) -> None:
        super()._complete()
        if self.block_size < 1 or (self.stagger_local_blocks and self.block_size % 2):
            self._refuse("block_size", "an even number above 0, where blocks are staggered")
        if self.num_global_tokens < 1:
            self._refuse("num_global_tokens", "1 or more")
        if self.d_model % 2:
            self._refuse("d_model", "an even number: half of the positions' features are sines")

    @property
    def norm_embeddings(self) -> bool:
        return False
