"""Qwen2.5-VL (Bai et al., 2025, arXiv:2502.13923), its vision encoder and its language model."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.qwen2_vl import PackedVisionConfig, Qwen2VLConfig, Qwen2VLTextConfig


class WindowedVisionConfig(PackedVisionConfig):
    """A vision encoder in most of whose layers patches attend within windows."""

    hidden_act: str = "silu"
    intermediate_size: int = 3420
    window_size: int = 112  # pixels of a side of a window
    out_hidden_size: int = 3584  # of the language model
    fullatt_block_indexes: list[int] = [7, 15, 23, 31]  # noqa: RUF012  (a config copies it)

    def _complete(self) -> None:
        super()._complete()
        if self.window_size < self.patch_size * self.spatial_merge_size:
            self._refuse(
                "window_size",
                f"at least {self.patch_size * self.spatial_merge_size} pixels, one vector",
            )


class Qwen2_5_VLVisionConfig(WindowedVisionConfig):
    """The vision encoder. The defaults are upstream's."""

    model_type = "qwen2_5_vl_vision"

    tokens_per_second: int = 4  # positions of time of a second of video


class Qwen2_5_VLTextConfig(Qwen2VLTextConfig):
    """The language model. The defaults are upstream's, near Qwen2.5-VL-72B."""

    model_type = "qwen2_5_vl_text"


class Qwen2_5_VLConfig(Qwen2VLConfig):
    """Both of them, and the tokens at which images and videos stand."""

    model_type = "qwen2_5_vl"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Qwen2_5_VLVisionConfig,
        "text_config": Qwen2_5_VLTextConfig,
    }
