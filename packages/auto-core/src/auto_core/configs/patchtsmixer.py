"""PatchTSMixer (Ekambaram et al., 2023, arXiv:2306.09364)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._series_patches import SeriesPatchesConfig


class PatchTSMixerConfig(SeriesPatchesConfig):
    """Sizes and options of PatchTSMixer.

    A file may also have `minimum_scale` and `default_scale`, of the scaling.
    """

    model_type = "patchtsmixer"
    attribute_map: ClassVar[dict[str, str]] = {
        "hidden_size": "d_model",
        "num_hidden_layers": "num_layers",
    }

    patch_length: int = 8
    patch_stride: int = 8
    d_model: int = 8
    expansion_factor: int = 2
    num_layers: int = 3
    dropout: float = 0.2
    mode: str = "common_channel"
    gated_attn: bool = True
    norm_mlp: str = "LayerNorm"
    norm_eps: float = 1e-5
    self_attn: bool = False
    self_attn_heads: int = 1
    use_positional_encoding: bool = False
    loss: str = "mse"
    masked_loss: bool = True
    channel_consistent_masking: bool = True
    head_dropout: float = 0.2
    prediction_length: int = 16
    prediction_channel_indices: list[int] | None = None
    num_targets: int = 3
    head_aggregation: str | None = "max_pool"

    def _known(self) -> dict[str, tuple[Any, ...]]:
        return SeriesPatchesConfig._known(self) | {
            "loss": ("mse", "nll"),
            "mode": ("common_channel", "mix_channel"),
            "head_aggregation": ("use_last", "max_pool", "avg_pool", None),
        }

    @property
    def has_waves(self) -> bool:
        return self.use_positional_encoding and self.positional_encoding_type == "sincos"

    def _adopt(self, extras: Mapping[str, Any]) -> None:
        # Files of older versions have these two too: both follow from the other fields.
        super()._adopt({k: v for k, v in extras.items() if k not in ("num_patches", "patch_last")})

    def _complete(self) -> None:
        super()._complete()
        if not any(kind in self.norm_mlp.lower() for kind in ("batch", "layer")):
            self._refuse("norm_mlp", "'LayerNorm' or 'BatchNorm'")
        if self.self_attn and self.d_model % self.self_attn_heads:
            self._refuse("self_attn_heads", f"a divisor of d_model={self.d_model}")
        for name in ("prediction_channel_indices", "unmasked_channel_indices"):
            most = self.num_input_channels
            if any(not -most <= index < most for index in getattr(self, name) or ()):
                self._refuse(name, f"indices of num_input_channels={most} channels")
        if self.prediction_channel_indices is not None:
            self.prediction_channel_indices = sorted(self.prediction_channel_indices)
