"""Autoformer (Wu et al., 2021, arXiv:2106.13008)."""

from __future__ import annotations

import math
from typing import ClassVar

from auto_core.configs._series import SeriesConfig
from auto_core.configs.time_series_transformer import TimeSeriesTransformerConfig


class AutoformerConfig(SeriesConfig):
    """Sizes and options of Autoformer."""

    model_type = "autoformer"
    attribute_map: ClassVar[dict[str, str]] = TimeSeriesTransformerConfig.attribute_map

    scaling: str | bool | None = True
    label_length: int = 10  # the last steps of the context, which the decoder reads too
    moving_average: int = 25  # steps of a trend
    autocorrelation_factor: int = 3  # how many delays count, times the logarithm of the length

    def _complete(self) -> None:
        super()._complete()
        if self.moving_average < 1 or self.moving_average % 2 == 0:
            self._refuse("moving_average", "an odd number of steps: as many before as after")
        if self.autocorrelation_factor < 1:
            self._refuse("autocorrelation_factor", "1 or more")

    def lengths(self) -> tuple[int, int]:
        context, steps = super().lengths()
        if not 1 <= self.label_length <= context:
            self._refuse("label_length", f"1 to context_length={context}")
        for length in (context, self.label_length + steps):
            if not 1 <= self.delays(length) <= length:
                self._refuse(
                    "autocorrelation_factor",
                    f"another number: {self.delays(length)} delays are chosen of {length}",
                )
        return context, steps

    def delays(self, length: int) -> int:
        """How many delays count where a series has so many steps."""
        return int(self.autocorrelation_factor * math.log(length))
