"""SAM (Kirillov et al., 2023, arXiv:2304.02643), and its image encoder."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig


class SamPromptEncoderConfig(PreTrainedConfig):
    """What turns points, boxes and masks into vectors. The defaults are facebook/sam-vit-huge."""

    model_type = "sam_prompt_encoder"
    base_config_key = "prompt_encoder_config"

    hidden_size: int = 256
    image_size: int = 1024
    patch_size: int = 16
    mask_input_channels: int = 16
    num_point_embeddings: int = 4
    hidden_act: str = "gelu"
    layer_norm_eps: float = 1e-6

    @property
    def image_embedding_size(self) -> int:
        """Vectors along each side of an encoded image."""
        return self.image_size // self.patch_size

    def _complete(self) -> None:
        super()._complete()
        if self.num_point_embeddings < 4:
            self._refuse("num_point_embeddings", "at least 4 (off, on, and two corners of a box)")


class SamMaskDecoderConfig(PreTrainedConfig):
    """What turns an encoded image and prompts into masks. The defaults are sam-vit-huge."""

    model_type = "sam_mask_decoder"
    base_config_key = "mask_decoder_config"

    hidden_size: int = 256
    hidden_act: str = "relu"
    mlp_dim: int = 2048
    num_hidden_layers: int = 2
    num_attention_heads: int = 8
    attention_downsample_rate: int = 2  # attention to and from the image is this much narrower
    num_multimask_outputs: int = 3
    iou_head_depth: int = 3
    iou_head_hidden_dim: int = 256
    layer_norm_eps: float = 1e-6

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size // self.attention_downsample_rate % self.num_attention_heads:
            self._refuse(
                "num_attention_heads",
                f"a divisor of {self.hidden_size // self.attention_downsample_rate}, which is "
                "hidden_size / attention_downsample_rate",
            )


class SamEncoderConfig(PreTrainedConfig):
    """What configs of SAM's image encoder share."""

    base_config_key = "vision_config"

    hidden_size: int = 768
    output_channels: int = 256
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    num_channels: int = 3
    image_size: int = 1024
    patch_size: int = 16
    hidden_act: str = "gelu"
    layer_norm_eps: float = 1e-6
    attention_dropout: float = 0.0
    initializer_range: float = 1e-10
    qkv_bias: bool = True
    use_abs_pos: bool = True
    use_rel_pos: bool = True
    window_size: int = 14
    global_attn_indexes: list[int] | tuple[int, ...] = (2, 5, 8, 11)

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")


class SamVisionConfig(SamEncoderConfig):
    """The image encoder. The defaults are SAM's with a ViT-B."""

    model_type = "sam_vision_model"

    mlp_ratio: float = 4.0
    num_pos_feats: int = 128
    mlp_dim: int | None = None  # hidden_size * mlp_ratio, if None

    def _complete(self) -> None:
        super()._complete()
        if self.mlp_dim is None:
            self.mlp_dim = int(self.hidden_size * self.mlp_ratio)


class SamConfig(PreTrainedConfig):
    """The three parts. The defaults are SAM's with a ViT-B."""

    model_type = "sam"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": SamVisionConfig,
        "prompt_encoder_config": SamPromptEncoderConfig,
        "mask_decoder_config": SamMaskDecoderConfig,
    }

    vision_config: Any = None
    prompt_encoder_config: Any = None
    mask_decoder_config: Any = None
    initializer_range: float = 0.02
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        for name in self.sub_configs:
            if getattr(self, name) is None:
                setattr(self, name, {})
        super()._complete()
