"""PatchTST (Nie et al., 2022, arXiv:2211.14730)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._series_patches import SeriesPatchesConfig


class PatchTSTConfig(SeriesPatchesConfig):
    """Sizes and options of PatchTST.

    A file may also have `minimum_scale` and `default_scale`, of the scaling.
    """

    model_type = "patchtst"
    attribute_map: ClassVar[dict[str, str]] = {"hidden_size": "d_model"}

    num_hidden_layers: int = 3
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
    use_cls_token: bool = False
    share_projection: bool = True
    do_mask_input: bool | None = None
    pooling_type: str | None = "mean"

    def _known(self) -> dict[str, tuple[Any, ...]]:
        return SeriesPatchesConfig._known(self) | {
            "norm_type": ("batchnorm", "layernorm"),
            "pooling_type": ("mean", "max", None),
        }

    def _complete(self) -> None:
        super()._complete()
        if self.d_model % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of d_model={self.d_model}")
        if self.do_mask_input:
            self.check_forecast_patches()
