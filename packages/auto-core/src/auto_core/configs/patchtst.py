"""PatchTST (Nie et al., 2022, arXiv:2211.14730)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig

DISTRIBUTIONS = ("student_t", "normal", "negative_binomial")


class PatchTSTConfig(PreTrainedConfig):
    """Sizes and options of PatchTST.

    A file may also have `minimum_scale` and `default_scale`, of the scaling.
    """

    model_type = "patchtst"
    attribute_map: ClassVar[dict[str, str]] = {"hidden_size": "d_model"}

    num_input_channels: int = 1
    context_length: int = 32
    # "mse" predicts values, anything else a distribution by its likelihood.
    loss: str | None = "mse"
    distribution_output: str = "student_t"
    patch_length: int = 1
    patch_stride: int = 1
    num_hidden_layers: int = 3
    d_model: int = 128
    num_attention_heads: int = 4
    share_embedding: bool = True
    channel_attention: bool = False
    ffn_dim: int = 512
    norm_type: str = "batchnorm"
    norm_eps: float = 1e-5
    attention_dropout: float = 0.0
    positional_dropout: float = 0.0
    path_dropout: float = 0.0
    ff_dropout: float = 0.0
    bias: bool = True
    activation_function: str = "gelu"
    pre_norm: bool = True
    positional_encoding_type: str = "sincos"
    use_cls_token: bool = False
    init_std: float = 0.02
    share_projection: bool = True
    scaling: str | bool | None = "std"
    do_mask_input: bool | None = None
    mask_type: str = "random"
    random_mask_ratio: float = 0.5
    num_forecast_mask_patches: list[int] | int | None = [2]  # noqa: RUF012  (copied)
    channel_consistent_masking: bool | None = False
    unmasked_channel_indices: list[int] | None = None
    mask_value: float = 0
    pooling_type: str | None = "mean"
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

    def _complete(self) -> None:
        super()._complete()
        known: dict[str, tuple[Any, ...]] = {
            "loss": ("mse", "nll", None),
            "distribution_output": DISTRIBUTIONS,
            "norm_type": ("batchnorm", "layernorm"),
            "positional_encoding_type": ("sincos", "random"),
            "scaling": ("mean", "std", True, False, None),
            "mask_type": ("random", "forecast"),
            "pooling_type": ("mean", "max", None),
        }
        for field, values in known.items():
            if getattr(self, field) not in values:
                self._refuse(field, f"one of {', '.join(map(repr, values))}")
        if self.context_length <= self.patch_length:
            self._refuse("context_length", f"more than patch_length={self.patch_length}")
        if self.d_model % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of d_model={self.d_model}")
        if self.positional_encoding_type == "sincos" and self.d_model % 2:
            self._refuse("d_model", "an even number, because of sines and cosines")
        if not 0 <= self.random_mask_ratio < 1:
            self._refuse("random_mask_ratio", "at least 0 and below 1")
        if self.do_mask_input and self.mask_type == "forecast":
            for count in self.forecast_patches:
                if not 0 < count < self.num_patches:
                    self._refuse(
                        "num_forecast_mask_patches",
                        f"numbers above 0 and below the number of patches, {self.num_patches}",
                    )

    @property
    def forecast_patches(self) -> list[int]:
        """How many patches are masked at the end of a series, each for a part of the batch."""
        counts = self.num_forecast_mask_patches
        return [counts] if isinstance(counts, int) else list(counts or ())
