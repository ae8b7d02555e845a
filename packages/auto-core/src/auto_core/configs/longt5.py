"""LongT5 (Guo et al., 2021, arXiv:2112.07916)."""

from __future__ import annotations

from auto_core.configs.t5 import T5Config


class LongT5Config(T5Config):
    """T5's sizes and options, and windows of the encoder. The defaults are upstream's."""

    model_type = "longt5"

    local_radius: int = 127  # the furthest token that the encoder attends to, on each side
    global_block_size: int = 16  # tokens that one summary is of, with "transient-global"
    encoder_attention_type: str = "local"  # or "transient-global": to summaries of blocks, too

    def _complete(self) -> None:
        super()._complete()
        if self.encoder_attention_type not in ("local", "transient-global"):
            self._refuse("encoder_attention_type", "'local' or 'transient-global'")
        if self.local_radius < 0:
            self._refuse("local_radius", "0 or more")
        if self.global_block_size < 1:
            self._refuse("global_block_size", "1 or more")
