"""SAM 3 (Carion et al., 2025, arXiv:2511.16719): its parts for images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vit import Size, pair
from auto_core.configs.clip import CLIPTextConfig

SCALES = (4.0, 2.0, 1.0, 0.5)  # of the maps that the neck can make
NORM_GROUPS = 8  # of the mask decoder
_TEXT: dict[str, Any] = dict(
    vocab_size=49408,
    hidden_size=1024,
    intermediate_size=4096,
    projection_dim=512,
    num_hidden_layers=24,
    num_attention_heads=16,
    max_position_embeddings=32,
    hidden_act="gelu",
)


class Sam3ViTConfig(PreTrainedConfig):
    """The image encoder's ViT. The defaults are facebook/sam3."""

    model_type = "sam3_vit_model"
    base_config_key = "backbone_config"

    hidden_size: int = 1024
    intermediate_size: int = 4736
    num_hidden_layers: int = 32
    num_attention_heads: int = 16
    num_channels: int = 3
    image_size: Size = 1008
    patch_size: Size = 14
    hidden_act: str = "gelu"
    layer_norm_eps: float = 1e-6
    attention_dropout: float = 0.0
    rope_theta: float = 10000.0
    window_size: int = 24
    global_attn_indexes: list[int] | tuple[int, ...] | None = None
    layer_scale_init_value: float | None = None
    pretrain_image_size: Size = 336
    hidden_dropout: float = 0.0
    initializer_range: float = 0.02
    rope_parameters: dict[str, Any] | None = None

    def _complete(self) -> None:
        super()._complete()
        if self.global_attn_indexes is None:
            self.global_attn_indexes = [7, 15, 23, 31]
        for field in ("image_size", "patch_size", "pretrain_image_size"):
            height, width = pair(getattr(self, field))
            if height != width or height < 1:
                self._refuse(field, "the side of a square")
        if self.window_size < 1:
            self._refuse("window_size", "1 or more")
        if self.hidden_size % (4 * self.num_attention_heads):
            self._refuse("hidden_size", "four times num_attention_heads, or a multiple of it")
        if not self.grid or not self.pretrained_grid:
            self._refuse("patch_size", "no more than image_size and pretrain_image_size")
        if (self.rope_parameters or {}).get("rope_type", "axial") not in ("axial", "default"):
            self._refuse("rope_parameters", 'a rope_type of "axial"')

    @property
    def theta(self) -> float:
        """The base of the rotations."""
        return float((self.rope_parameters or {}).get("rope_theta", self.rope_theta))

    @property
    def patch(self) -> int:
        """The side of a patch in pixels."""
        return pair(self.patch_size)[0]

    @property
    def grid(self) -> int:
        """Rows, and columns, of patches."""
        return pair(self.image_size)[0] // self.patch

    @property
    def pretrained_grid(self) -> int:
        """Rows, and columns, of learned positions."""
        return pair(self.pretrain_image_size)[0] // self.patch


class Sam3VisionConfig(PreTrainedConfig):
    """The image encoder: a ViT and what makes maps of several sizes of its last one. The defaults
    are facebook/sam3."""

    model_type = "sam3_vision_model"
    base_config_key = "vision_config"
    sub_configs: ClassVar[dict[str, Any]] = {"backbone_config": "auto"}

    backbone_config: Any = None
    fpn_hidden_size: int = 256
    backbone_feature_sizes: list[Any] | tuple[Any, ...] | None = None
    scale_factors: list[float] | tuple[float, ...] | None = None
    hidden_act: str = "gelu"
    layer_norm_eps: float = 1e-6
    initializer_range: float = 0.02

    def _complete(self) -> None:
        given = self.backbone_config
        if given is None or isinstance(given, dict):
            self.backbone_config = {"model_type": "sam3_vit_model", **(given or {})}
        super()._complete()
        if self.scale_factors is None:
            self.scale_factors = list(SCALES)
        if self.backbone_feature_sizes is None:
            self.backbone_feature_sizes = [[288, 288], [144, 144], [72, 72]]
        if not isinstance(self.backbone_config, Sam3ViTConfig):
            self._refuse("backbone_config", "one of model_type sam3_vit_model")
        if not self.scale_factors or not set(self.scale_factors) <= set(SCALES):
            self._refuse("scale_factors", f"some of {list(SCALES)}")
        if self.fpn_hidden_size % 4:
            self._refuse("fpn_hidden_size", "a multiple of 4")


class _Sam3PartConfig(PreTrainedConfig):
    hidden_size: int = 256
    num_attention_heads: int = 8
    layer_norm_eps: float = 1e-6  # kept in files, of no effect: the norms have 1e-5
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.hidden_size % 4:
            self._refuse("hidden_size", "a multiple of 4")


class _Sam3LayersConfig(_Sam3PartConfig):
    attribute_map: ClassVar[dict[str, str]] = {"num_hidden_layers": "num_layers"}

    num_layers: int = 6
    intermediate_size: int = 2048
    dropout: float = 0.1
    hidden_act: str = "relu"
    hidden_dropout: float = 0.0


class Sam3GeometryEncoderConfig(_Sam3LayersConfig):
    """What turns boxes of examples into vectors. The defaults are facebook/sam3."""

    model_type = "sam3_geometry_encoder"
    attribute_map: ClassVar[dict[str, str]] = {}

    num_layers: int = 3
    roi_size: int = 7

    def _complete(self) -> None:
        super()._complete()
        if self.roi_size < 1:
            self._refuse("roi_size", "1 or more")


class Sam3DETREncoderConfig(_Sam3LayersConfig):
    """What lets the image attend to the prompts. The defaults are facebook/sam3."""

    model_type = "sam3_detr_encoder"


class Sam3DETRDecoderConfig(_Sam3LayersConfig):
    """What turns queries into boxes. The defaults are facebook/sam3."""

    model_type = "sam3_detr_decoder"

    num_queries: int = 200


class Sam3MaskDecoderConfig(_Sam3PartConfig):
    """What turns queries into masks. The defaults are facebook/sam3."""

    model_type = "sam3_mask_decoder"

    num_upsampling_stages: int = 3
    dropout: float = 0.0

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % NORM_GROUPS:
            self._refuse("hidden_size", f"a multiple of {NORM_GROUPS}")


class Sam3Config(PreTrainedConfig):
    """All parts. The defaults are facebook/sam3, whose file is of a model of videos and has this
    one as `detector_config`."""

    model_type = "sam3"
    base_config_key = "detector_config"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": "auto",
        "text_config": CLIPTextConfig,
        "geometry_encoder_config": Sam3GeometryEncoderConfig,
        "detr_encoder_config": Sam3DETREncoderConfig,
        "detr_decoder_config": Sam3DETRDecoderConfig,
        "mask_decoder_config": Sam3MaskDecoderConfig,
    }

    vision_config: Any = None
    text_config: Any = None
    geometry_encoder_config: Any = None
    detr_encoder_config: Any = None
    detr_decoder_config: Any = None
    mask_decoder_config: Any = None
    initializer_range: float = 0.02

    def _complete(self) -> None:
        given = self.vision_config
        if given is None or isinstance(given, Mapping):
            self.vision_config = {"model_type": "sam3_vision_model", **(given or {})}
        if self.text_config is None:
            self.text_config = dict(_TEXT)
        for name in self.sub_configs:
            if getattr(self, name) is None:
                setattr(self, name, {})
        super()._complete()
        if not isinstance(self.vision_config, Sam3VisionConfig):
            self._refuse("vision_config", "one of model_type sam3_vision_model")
        size = self.vision_config.fpn_hidden_size
        factors = self.vision_config.scale_factors or ()
        for name in ("geometry_encoder", "detr_encoder", "detr_decoder", "mask_decoder"):
            if getattr(self, f"{name}_config").hidden_size != size:
                self._refuse(f"{name}_config", f"one with hidden_size={size}, fpn_hidden_size")
        if len(factors) < 2:
            self._refuse("vision_config", "one with two scale_factors or more")
        if self.mask_decoder_config.num_upsampling_stages < len(factors) - 2:
            needed = f"num_upsampling_stages={len(factors) - 2} or more"
            self._refuse("mask_decoder_config", f"one with {needed}, one for each map")
