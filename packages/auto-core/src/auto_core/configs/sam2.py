"""SAM 2 (Ravi et al., 2024, arXiv:2408.00714): its parts for images."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs.sam import SamMaskDecoderConfig, SamPromptEncoderConfig

Sizes = list[int] | tuple[int, ...]


class Sam2HieraDetConfig(PreTrainedConfig):
    """Hiera (Ryali et al., 2023, arXiv:2306.00989). The defaults are sam2.1-hiera-tiny."""

    model_type = "sam2_hiera_det_model"
    base_config_key = "backbone_config"

    hidden_size: int = 96
    num_attention_heads: int = 1
    num_channels: int = 3
    image_size: int | Sizes = (1024, 1024)
    patch_kernel_size: int | Sizes = (7, 7)
    patch_stride: int | Sizes = (4, 4)
    patch_padding: int | Sizes = (3, 3)
    query_stride: int | Sizes = (2, 2)  # by how much the first blocks of later stages pool
    window_positional_embedding_background_size: Sizes = (7, 7)
    num_query_pool_stages: int = 3
    blocks_per_stage: Sizes = (1, 2, 7, 2)
    embed_dim_per_stage: Sizes = (96, 192, 384, 768)
    num_attention_heads_per_stage: Sizes = (1, 2, 4, 8)
    window_size_per_stage: Sizes = (8, 4, 14, 7)
    global_attention_blocks: Sizes = (5, 7, 9)
    mlp_ratio: float = 4.0
    hidden_act: str = "gelu"
    layer_norm_eps: float = 1e-6
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        stages = len(self.blocks_per_stage)
        parts = ("embed_dim", "num_attention_heads", "window_size")
        for field in (f"{part}_per_stage" for part in parts):
            if len(getattr(self, field)) != stages:
                self._refuse(field, f"one for each of {stages} stages")
        sizes = list(self.embed_dim_per_stage)
        if sizes[0] != self.hidden_size:
            self._refuse("hidden_size", f"{sizes[0]}, the first of embed_dim_per_stage")
        heads = self.num_attention_heads_per_stage
        if any(d % h for d, h in zip(sizes, heads, strict=True)):
            self._refuse("num_attention_heads_per_stage", f"divisors of {sizes}")
        if not 0 <= self.num_query_pool_stages < stages:
            self._refuse("num_query_pool_stages", f"0 to {stages - 1}")
        for stage in range(1, stages):
            pools = stage <= self.num_query_pool_stages
            if pools and sizes[stage] == sizes[stage - 1]:
                self._refuse("embed_dim_per_stage", "another width for each stage that pools")
            if pools and self.window_size_per_stage[stage - 1] % self.pool:
                self._refuse("window_size_per_stage", f"multiples of query_stride={self.pool}")
            if pools and sum(self.blocks_per_stage[:stage]) in self.global_attention_blocks:
                self._refuse("global_attention_blocks", "none that pools, the first of a stage")

    @property
    def pool(self) -> int:
        """The stride along both axes."""
        stride = self.query_stride
        sides = (stride, stride) if isinstance(stride, int) else tuple(stride)
        if len(sides) != 2 or sides[0] != sides[1] or sides[0] < 1:
            self._refuse("query_stride", "one number for both axes")
        return sides[0]


class Sam2VisionConfig(PreTrainedConfig):
    """The image encoder: Hiera and a feature pyramid. The defaults are sam2.1-hiera-tiny."""

    model_type = "sam2_vision_model"
    base_config_key = "vision_config"
    sub_configs: ClassVar[dict[str, Any]] = {"backbone_config": "auto"}

    backbone_config: Any = None
    backbone_channel_list: Sizes = (768, 384, 192, 96)  # of the stages, the last one first
    backbone_feature_sizes: list[Any] | tuple[Any, ...] = ((256, 256), (128, 128), (64, 64))
    fpn_hidden_size: int = 256
    fpn_kernel_size: int = 1
    fpn_stride: int = 1
    fpn_padding: int = 0
    fpn_top_down_levels: Sizes = (2, 3)  # stages to which what comes after them is added
    num_feature_levels: int = 3
    hidden_act: str = "gelu"
    layer_norm_eps: float = 1e-6
    initializer_range: float = 0.02

    def _complete(self) -> None:
        given = self.backbone_config
        if given is None or isinstance(given, dict):
            self.backbone_config = {"model_type": "sam2_hiera_det_model", **(given or {})}
        super()._complete()
        sizes = list(getattr(self.backbone_config, "embed_dim_per_stage", []))
        if sizes and list(self.backbone_channel_list) != sizes[::-1]:
            self._refuse("backbone_channel_list", f"the widths of the stages, {sizes[::-1]}")
        levels = len(self.backbone_channel_list)
        if not 1 <= self.num_feature_levels <= levels:
            self._refuse("num_feature_levels", f"1 to {levels}")
        if self.fpn_hidden_size % 4:
            self._refuse("fpn_hidden_size", "a multiple of 4")


class Sam2PromptEncoderConfig(SamPromptEncoderConfig):
    """What turns points, boxes and masks into vectors. The defaults are sam2.1-hiera-tiny."""

    model_type = "sam2_prompt_encoder"

    scale: int = 1  # the deviation of random positions


class Sam2MaskDecoderConfig(SamMaskDecoderConfig):
    """What turns an encoded image and prompts into masks. The defaults are sam2.1-hiera-tiny.

    Upstream's decoder has the activations relu and gelu where they belong, whatever `hidden_act`.
    """

    model_type = "sam2_mask_decoder"

    hidden_act: str = "gelu"
    dynamic_multimask_via_stability: bool = True  # one mask is the best of all, if it is unstable
    dynamic_multimask_stability_delta: float = 0.05
    dynamic_multimask_stability_thresh: float = 0.98


class Sam2Config(PreTrainedConfig):
    """The three parts. The defaults are sam2.1-hiera-tiny."""

    model_type = "sam2"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": "auto",
        "prompt_encoder_config": Sam2PromptEncoderConfig,
        "mask_decoder_config": Sam2MaskDecoderConfig,
    }

    default_vision: ClassVar[str] = "sam2_vision_model"

    vision_config: Any = None
    prompt_encoder_config: Any = None
    mask_decoder_config: Any = None
    initializer_range: float = 0.02

    def _complete(self) -> None:
        given = self.vision_config
        if given is None or isinstance(given, dict):
            self.vision_config = {"model_type": self.default_vision, **(given or {})}
        for name in ("prompt_encoder_config", "mask_decoder_config"):
            if getattr(self, name) is None:
                setattr(self, name, {})
        super()._complete()
        self._check_maps()

    def _check_maps(self) -> None:
        """Refuse image encoders whose maps masks cannot be made of."""
        if self.vision_config.num_feature_levels != 3:
            self._refuse("vision_config", "one with num_feature_levels=3, as masks are made of")
