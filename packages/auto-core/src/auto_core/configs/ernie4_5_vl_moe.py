"""ERNIE 4.5 VL (Baidu, 2025), its vision encoder and its language model."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._mrope import MultimodalRotaryConfig
from auto_core.configs._vision_language import RoutedVisionLanguageConfig
from auto_core.configs.ernie4_5_moe import Ernie4_5_MoeConfig
from auto_core.configs.qwen2_vl import PackedVisionConfig


class Ernie4_5_VLMoeVisionConfig(PackedVisionConfig):
    """The vision encoder. The defaults are ERNIE-4.5-VL-28B-A3B's."""

    model_type = "ernie4_5_vl_moe_vision"
    temporal_patch_size: ClassVar[int] = 1

    hidden_size: int = 1280
    intermediate_size: int = 5120
    hidden_act: str = "quick_gelu"
    rms_norm_eps: float = 1e-6  # of the encoder's and the resampler's norms
    temporal_merge_size: int = 2  # so many frames become one

    def _complete(self) -> None:
        super()._complete()
        if self.temporal_merge_size != 2:
            self._refuse("temporal_merge_size", "2")


class Ernie4_5_VLMoeTextConfig(MultimodalRotaryConfig, Ernie4_5_MoeConfig):
    """The language model. The defaults are ERNIE-4.5-VL-28B-A3B's."""

    model_type = "ernie4_5_vl_moe_text"
    base_config_key = "text_config"
    default_sections: ClassVar[tuple[int, ...]] = (22, 22, 20)
    moe_layer_start_index: ClassVar[int] = 1
    moe_layer_end_index: ClassVar[int] = -1
    moe_layer_interval: ClassVar[int] = 1

    pad_token_id: int | None = None
    # Of the experts of texts, and of those of images and videos.
    moe_intermediate_size: list[int] | None = None  # type: ignore[assignment]
    mlp_layer_types: list[str] | None = None  # "dense" or "sparse", of each layer

    def _complete(self) -> None:
        if self.moe_intermediate_size is None:
            self.moe_intermediate_size = [1536, 512]
        if self.mlp_layer_types is None:
            self.mlp_layer_types = ["dense"] + ["sparse"] * (self.num_hidden_layers - 1)
        super()._complete()
        count, types = self.num_hidden_layers, self.mlp_layer_types
        if len(types) != count or set(types) - {"dense", "sparse"}:
            self._refuse("mlp_layer_types", f"{count} of 'dense' and 'sparse'")
        if len(self.moe_intermediate_size) != 2 or min(self.moe_intermediate_size) < 1:
            self._refuse("moe_intermediate_size", "two numbers above 0, of texts and of images")
        if self.rotation()["rope_type"] != "default":
            self._refuse("rope_parameters", "the rope_type 'default'")

    def _check_sections(self) -> None:
        sections, half = self.sections, self.rotary_size // 2
        if len(sections) != 3 or sections[0] != sections[1] or sum(sections) != half:
            self._refuse(
                "rope_parameters",
                f"three numbers in mrope_section that add up to {half}, the first two equal",
            )

    def is_sparse(self, layer: int) -> bool:
        return (self.mlp_layer_types or [])[layer] == "sparse"

    @property
    def expert_size(self) -> int:
        return (self.moe_intermediate_size or [])[0]

    @property
    def axes(self) -> tuple[int, ...]:
        """Frequencies turn by rows and by columns in turn, then by time."""
        rows, _, time = self.sections
        return (1, 2) * rows + (0,) * time


class Ernie4_5_VLMoeConfig(RoutedVisionLanguageConfig):
    """Both of them, and the tokens at which images and videos stand."""

    model_type = "ernie4_5_vl_moe"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Ernie4_5_VLMoeVisionConfig,
        "text_config": Ernie4_5_VLMoeTextConfig,
    }

    image_start_token_id: int = 101304
    image_end_token_id: int = 101305
    image_token_id: int = 100295
    video_start_token_id: int = 101306
    video_end_token_id: int = 101307
    video_token_id: int = 103367
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        self.text_config.tie_word_embeddings = self.tie_word_embeddings
