"""Informer (Zhou et al., 2020, arXiv:2012.07436)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._series import SeriesConfig
from auto_core.configs.time_series_transformer import TimeSeriesTransformerConfig


class InformerConfig(SeriesConfig):
    """Sizes and options of Informer."""

    model_type = "informer"
    attribute_map: ClassVar[dict[str, str]] = {
        **TimeSeriesTransformerConfig.attribute_map,
        "initializer_range": "init_std",
    }

    dropout: float = 0.05
    attention_type: str = "prob"  # of the queries that matter most; or "full"
    sampling_factor: int = 5  # how many these are, times the logarithm of the length
    distil: bool = True  # the encoder halves its steps after each layer

    def _complete(self) -> None:
        super()._complete()
        if self.attention_type not in ("prob", "full"):
            self._refuse("attention_type", "'prob' or 'full'")
        if self.sampling_factor < 1:
            self._refuse("sampling_factor", "1 or more")
