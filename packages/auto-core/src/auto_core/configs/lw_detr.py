"""LW-DETR (Chen et al., 2024, arXiv:2406.03459)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._backbone import WithBackboneConfig
from auto_core.configs._detection import BoxMatchingConfig


class LwDetrDecoderConfig(BoxMatchingConfig):
    """Sizes and options of what follows LW-DETR's backbone."""

    d_model: int = 256
    hidden_expansion: float = 0.5
    c2f_num_blocks: int = 3
    activation_function: str = "silu"
    decoder_ffn_dim: int = 2048
    decoder_n_points: int = 4
    decoder_layers: int = 3
    decoder_self_attention_heads: int = 8
    decoder_cross_attention_heads: int = 16
    decoder_activation_function: str = "relu"
    num_queries: int = 300
    attention_bias: bool = True
    dropout: float = 0.0
    attention_dropout: float = 0.0
    activation_dropout: float = 0.0  # there is none, as upstream
    group_detr: int = 13  # sets of queries in training, each of which finds all objects
    init_std: float = 0.02
    disable_custom_kernels: bool = True
    auxiliary_loss: bool = True
    class_cost: float = 2
    class_loss_coefficient: float = 1
    dice_loss_coefficient: float = 1
    eos_coefficient: float = 0.1
    focal_alpha: float = 0.25

    def _complete(self) -> None:
        super()._complete()
        for field in ("decoder_cross_attention_heads", "decoder_self_attention_heads"):
            if self.d_model % getattr(self, field):
                self._refuse(field, f"a divisor of d_model={self.d_model}")
        if self.d_model % 4:
            self._refuse("d_model", "a multiple of 4: sinusoids of it stand for boxes")
        if self.decoder_layers < 1:
            self._refuse("decoder_layers", "1 or more")
        if self.group_detr < 1:
            self._refuse("group_detr", "1 or more")


class LwDetrConfig(WithBackboneConfig, LwDetrDecoderConfig):
    """Sizes and options of LW-DETR. The defaults are upstream's, which have no feature map: files
    say `projector_scale_factors`."""

    model_type = "lw_detr"
    attribute_map: ClassVar[dict[str, str]] = {"mask_loss_coefficient": "class_loss_coefficient"}
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "lw_detr_vit",
        "image_size": 1024,
        "hidden_size": 192,
        "num_hidden_layers": 10,
        "window_block_indices": [0, 1, 3, 6, 7, 9],
        "out_indices": [2, 4, 5, 9],
    }

    projector_scale_factors: list[float] | tuple[float, ...] = ()
    batch_norm_eps: float = 1e-5
    # These follow from the sizes.
    projector_in_channels: list[int] | tuple[int, ...] | None = None
    projector_out_channels: int | None = None
    num_feature_levels: int | None = None

    def _complete(self) -> None:
        super()._complete()
        if any(scale not in (0.5, 1.0, 2.0) for scale in self.projector_scale_factors):
            self._refuse("projector_scale_factors", "each 0.5, 1.0 or 2.0")
        levels = len(self.projector_scale_factors)
        self.__dict__["projector_in_channels"] = [self.d_model] * levels
        self.__dict__["projector_out_channels"] = self.d_model
        self.__dict__["num_feature_levels"] = levels
        given = self.backbone_config
        kind = given.get("model_type") if isinstance(given, Mapping) else given.model_type
        if kind != "lw_detr_vit":
            self._refuse("backbone_config", "of the type 'lw_detr_vit'")
