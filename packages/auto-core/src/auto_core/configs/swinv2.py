"""Swin Transformer V2 (Liu et al., 2021, arXiv:2111.09883)."""

from __future__ import annotations

from auto_core.configs.swin import SwinConfig


class Swinv2Config(SwinConfig):
    """Swin's sizes and options. The defaults are those of a model for windows of 7."""

    model_type = "swinv2"

    pretrained_window_sizes: list[int] | tuple[int, ...] = (0, 0, 0, 0)  # 0: window_size

    def _complete(self) -> None:
        super()._complete()
        if len(self.pretrained_window_sizes) < len(self.depths):
            self._refuse("pretrained_window_sizes", f"one for each of depths={list(self.depths)}")
        if self.use_absolute_embeddings:  # whose table has one row too many in transformers
            self._refuse("use_absolute_embeddings", "False")
