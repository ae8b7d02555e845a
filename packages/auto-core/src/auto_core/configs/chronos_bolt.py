"""Chronos-Bolt (Ansari et al., 2024, arXiv:2403.07815; Amazon, 2024)."""

from __future__ import annotations

from typing import Any

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs.t5 import T5Config

ARCHITECTURE = "ChronosBoltModelForForecasting"


class ChronosBoltSeriesConfig(PreTrainedConfig):
    """How Chronos-Bolt reads a series."""

    base_config_key = "chronos_config"

    context_length: int = 2048  # steps before these are not read
    prediction_length: int = 64
    input_patch_size: int = 16
    input_patch_stride: int = 16
    quantiles: list[float] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]  # noqa: RUF012
    use_reg_token: bool = True

    def _complete(self) -> None:
        super()._complete()
        for name in ("context_length", "prediction_length", "input_patch_size"):
            if getattr(self, name) < 1:
                self._refuse(name, "1 or more")
        if not 1 <= self.input_patch_stride <= self.input_patch_size:
            self._refuse("input_patch_stride", f"1 to input_patch_size={self.input_patch_size}")
        levels = self.quantiles
        if not levels or sorted(set(levels)) != levels or not 0 < levels[0] <= levels[-1] < 1:
            self._refuse("quantiles", "ascending numbers between 0 and 1")


class ChronosBoltConfig(T5Config):
    """Sizes and options of Chronos-Bolt. The defaults are chronos-bolt-base's.

    Files have the model type of T5, and a `chronos_config`.
    """

    model_type = "chronos_bolt"
    file_type = "t5"
    sub_configs = {"chronos_config": ChronosBoltSeriesConfig}  # noqa: RUF012

    vocab_size: int = 2  # where the decoder starts, and the token behind the patches
    d_model: int = 768
    d_ff: int = 3072
    num_layers: int = 12
    num_heads: int = 12
    decoder_start_token_id: int | None = 0
    reg_token_id: int = 1
    chronos_config: Any = None

    def _complete(self) -> None:
        super()._complete()
        if self.chronos_config is None:
            self.chronos_config = ChronosBoltSeriesConfig()
        self.vocab_size = 2 if self.chronos_config.use_reg_token else 1
        if not 0 <= (self.decoder_start_token_id or 0) < self.vocab_size:
            self._refuse("decoder_start_token_id", f"0 to {self.vocab_size - 1}")
        if self.chronos_config.use_reg_token and not 0 <= self.reg_token_id < self.vocab_size:
            self._refuse("reg_token_id", "0 or 1")

    def to_dict(self) -> dict[str, Any]:
        """As files have it, which `chronos-forecasting` reads."""
        found = super().to_dict()
        series = self.chronos_config
        names = ChronosBoltSeriesConfig.__annotations__
        found["chronos_config"] = {name: getattr(series, name) for name in names}
        return {**found, "model_type": self.file_type, "architectures": [ARCHITECTURE]}
