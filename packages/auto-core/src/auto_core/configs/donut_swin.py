"""Donut's image encoder (Kim et al., 2021, arXiv:2111.15664)."""

from __future__ import annotations

from auto_core.configs.swin import SwinConfig


class DonutSwinConfig(SwinConfig):
    """Sizes and options of Donut's Swin, without a norm at its end."""

    model_type = "donut-swin"

    def _complete(self) -> None:
        super()._complete()
        if self.use_absolute_embeddings:
            self._refuse("use_absolute_embeddings", "False: upstream's table fits no image")
