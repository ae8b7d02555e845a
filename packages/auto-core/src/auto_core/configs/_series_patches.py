"""What configs of networks share that read time series as patches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs._base import PreTrainedConfig

DISTRIBUTIONS = ("student_t", "normal", "negative_binomial")


def check_scaling_axis(config: PreTrainedConfig, extras: Mapping[str, Any]) -> None:
    """Refuse scaling along any axis but that of the steps."""
    for name, value in (("scaling_dim", 1), ("keepdim", True)):
        if extras.get(name, value) != value:
            config._refuse(name, repr(value))


class SeriesPatchesConfig(PreTrainedConfig):
    """Patches of a series, which of them are masked, how it is scaled, and what is predicted."""

    num_input_channels: int = 1
    context_length: int = 32
    patch_length: int = 1
    patch_stride: int = 1
    d_model: int = 128
    # "mse" predicts values, anything else a distribution by its likelihood.
    loss: str | None = "mse"
    distribution_output: str = "student_t"
    positional_encoding_type: str = "sincos"
    init_std: float = 0.02
    scaling: str | bool | None = "std"
    mask_type: str = "random"
    random_mask_ratio: float = 0.5
    num_forecast_mask_patches: list[int] | int | None = [2]  # noqa: RUF012  (copied)
    channel_consistent_masking: bool | None = False
    unmasked_channel_indices: list[int] | None = None
    mask_value: float = 0
    head_dropout: float = 0.0
    prediction_length: int = 24
    num_targets: int = 1
    output_range: list[float] | None = None
    num_parallel_samples: int = 100

    @property
    def num_patches(self) -> int:
        """How many patches a series has."""
        return (self.context_length - self.patch_length) // self.patch_stride + 1

    @property
    def initializer_range(self) -> float:
        return self.init_std

    @property
    def forecast_patches(self) -> list[int]:
        """How many patches are masked at the end of a series, each for a part of the batch."""
        counts = self.num_forecast_mask_patches
        return [counts] if isinstance(counts, int) else list(counts or ())

    @property
    def has_waves(self) -> bool:
        """Whether position embeddings are sines and cosines."""
        return self.positional_encoding_type == "sincos"

    def _adopt(self, extras: Mapping[str, Any]) -> None:
        super()._adopt(extras)
        check_scaling_axis(self, extras)

    def _known(self) -> dict[str, tuple[Any, ...]]:
        """The values that a field may have, for fields that have few."""
        return {
            "loss": ("mse", "nll", None),
            "distribution_output": DISTRIBUTIONS,
            "positional_encoding_type": ("sincos", "random"),
            "scaling": ("mean", "std", True, False, None),
            "mask_type": ("random", "forecast"),
        }

    def _complete(self) -> None:
        super()._complete()
        for field, values in self._known().items():
            if getattr(self, field) not in values:
                self._refuse(field, f"one of {', '.join(map(repr, values))}")
        if self.context_length <= self.patch_length:
            self._refuse("context_length", f"more than patch_length={self.patch_length}")
        if self.has_waves and self.d_model % 2:
            self._refuse("d_model", "an even number, because of sines and cosines")
        if not 0 <= self.random_mask_ratio < 1:
            self._refuse("random_mask_ratio", "at least 0 and below 1")

    def check_forecast_patches(self) -> None:
        """Refuse numbers of masked patches that leave none, or are none."""
        if self.mask_type != "forecast":
            return
        for count in self.forecast_patches:
            if not 0 < count < self.num_patches:
                self._refuse(
                    "num_forecast_mask_patches",
                    f"numbers above 0 and below the number of patches, {self.num_patches}",
                )
