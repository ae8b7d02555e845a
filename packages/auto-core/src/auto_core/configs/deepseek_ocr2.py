"""DeepSeek-OCR 2 (Wei et al., 2026, arXiv:2601.20552)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._experts import MixedLayersConfig
from auto_core.configs._routed import RoutedConfig
from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.qwen2 import Qwen2Config
from auto_core.configs.sam import SamEncoderConfig


class DeepseekOcr2SamVisionConfig(SamEncoderConfig):
    """What encodes images of any size: SAM's encoder, whose map is halved twice."""

    model_type = "deepseek_ocr2_sam_vision_model"
    base_config_key = "sam_config"

    mlp_ratio: float = 4.0
    mlp_dim: int | None = None  # hidden_size * mlp_ratio, if None
    downsample_channels: list[int] | None = None  # of each halving; 512 and 896

    def _complete(self) -> None:
        super()._complete()
        if self.mlp_dim is None:
            self.mlp_dim = int(self.hidden_size * self.mlp_ratio)
        if self.downsample_channels is None:
            self.downsample_channels = [512, 896]
        if len(self.downsample_channels) != 2:
            self._refuse("downsample_channels", "two numbers, of either halving of the map")


class DeepseekOcr2VisionEncoderConfig(Qwen2Config):
    """What reads the map in an order of its own: Qwen2's layers."""

    model_type = "deepseek_ocr2_encoder"
    base_config_key = "encoder_config"

    def _complete(self) -> None:
        super()._complete()
        if "sliding_attention" in (self.layer_types or ()):
            self._refuse("layer_types", "'full_attention' alone: queries attend to the whole map")


class DeepseekOcr2VisionConfig(PreTrainedConfig):
    """Both parts of the image encoder."""

    model_type = "deepseek_ocr2_vision"
    base_config_key = "vision_config"
    sub_configs: ClassVar[dict[str, Any]] = {
        "sam_config": DeepseekOcr2SamVisionConfig,
        "encoder_config": DeepseekOcr2VisionEncoderConfig,
    }

    sam_config: Any = None
    encoder_config: Any = None

    def _complete(self) -> None:
        self.sam_config = self.sam_config or {}
        self.encoder_config = self.encoder_config or {}
        super()._complete()


class DeepseekOcr2TextConfig(MixedLayersConfig, RoutedConfig):
    """The language model: DeepSeek-V2's experts with LLaMA's attention."""

    model_type = "deepseek_ocr2_text"
    base_config_key = "text_config"

    vocab_size: int = 102400
    attention_bias: bool = False
    mlp_bias: bool = False
    moe_intermediate_size: int = 1407
    num_experts_per_tok: int | None = None
    n_shared_experts: int | None = 2
    n_group: int | None = None
    topk_group: int | None = None
    topk_method: str | None = "greedy"

    def _complete(self) -> None:
        if self.topk_method not in ("greedy", "group_limited_greedy"):
            self._refuse("topk_method", "'greedy' or 'group_limited_greedy'")
        if self.topk_method != "greedy" and None in (self.n_group, self.topk_group):
            self._refuse("n_group", "a number, as topk_group, for 'group_limited_greedy'")
        self.head_dim = None  # files may have another model's
        super()._complete()
        self._mix(0)

    @property
    def groups(self) -> tuple[int, int]:
        return super().groups if self.topk_method == "group_limited_greedy" else (1, 1)

    @property
    def qkv_bias(self) -> bool:
        return self.attention_bias

    @property
    def output_bias(self) -> bool:
        return self.attention_bias

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias


class DeepseekOcr2Config(VisionLanguageConfig):
    """The image encoder's config, the language model's, and the token of images."""

    model_type = "deepseek_ocr2"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": DeepseekOcr2VisionConfig,
        "text_config": DeepseekOcr2TextConfig,
    }

    image_token_id: int = 128815
    tie_word_embeddings: bool = False

    @property
    def output_router_logits(self) -> bool:
        """Whether the language model returns the routers' logits."""
        return self.text_config.output_router_logits
