"""InternVL (Chen et al., 2023, arXiv:2312.14238; InternVL3: Zhu et al., 2025, arXiv:2504.10479)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs._vit import pair


class InternVLVisionConfig(PreTrainedConfig):
    """The image encoder, InternViT. The defaults are InternViT-300M's."""

    model_type = "internvl_vision"
    base_config_key = "vision_config"

    hidden_size: int = 1024
    num_hidden_layers: int = 24
    num_attention_heads: int = 16
    attention_bias: bool = False
    use_qk_norm: bool = False
    intermediate_size: int = 4096
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.0
    attention_dropout: float = 0.0
    projection_dropout: float = 0.0
    initializer_range: float = 0.02
    norm_type: str = "layer_norm"
    layer_norm_eps: float = 1e-6
    image_size: int | list[int] | tuple[int, ...] = (448, 448)
    patch_size: int | list[int] | tuple[int, ...] = (14, 14)
    num_channels: int = 3
    use_mask_token: bool = False
    use_absolute_position_embeddings: bool = True
    layer_scale_init_value: float = 0.1
    use_mean_pooling: bool = True

    def _complete(self) -> None:
        super()._complete()
        for field in ("image_size", "patch_size"):
            sides = pair(getattr(self, field))
            setattr(self, field, list(sides))
            if sides[0] != sides[1]:
                self._refuse(field, "the side of a square: positions are those of one")
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if self.norm_type not in ("layer_norm", "rms_norm"):
            self._refuse("norm_type", "'layer_norm' or 'rms_norm'")


class InternVLConfig(VisionLanguageConfig):
    """The image encoder's config, the language model's, and what joins them. The defaults are
    InternVL3-1B-hf's."""

    model_type = "internvl"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": InternVLVisionConfig,
        "text_config": "auto",
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {"text_config": {"model_type": "qwen2"}}

    image_token_id: int = 151667
    image_seq_length: int = 256
    downsample_ratio: float = 0.5
    projector_hidden_act: str = "gelu"
    vision_feature_layer: int = -1
    vision_feature_select_strategy: str = "default"
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if not 0 < self.downsample_ratio <= 1 or self.downsample_ratio * self.scale != 1:
            self._refuse("downsample_ratio", "one over a whole number")
        if self.vision_feature_select_strategy != "default":
            self._refuse("vision_feature_select_strategy", "'default': patches make a square")
        depth = self.vision_config.num_hidden_layers
        if not -depth - 1 <= self.vision_feature_layer <= depth:
            self._refuse("vision_feature_layer", f"a layer from {-depth - 1} to {depth}")

    @property
    def scale(self) -> int:
        """So many patches, down and across, become one vector."""
        return round(1 / self.downsample_ratio) if self.downsample_ratio > 0 else 0
