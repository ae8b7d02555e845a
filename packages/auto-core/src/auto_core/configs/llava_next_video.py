"""LLaVA-NeXT-Video (Zhang et al., 2024)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs.llava_next import TiledConfig


class LlavaNextVideoConfig(TiledConfig):
    """The two encoders' configs and what joins them. The defaults are LLaVA-NeXT-Video-7B's."""

    model_type = "llava_next_video"
    attribute_map: ClassVar[dict[str, str]] = {
        "image_token_id": "image_token_index",
        "video_token_id": "video_token_index",
    }

    image_token_index: int = 32001
    video_token_index: int = 32000
    image_seq_length: int = 576
    video_seq_length: int = 288
    spatial_pool_mode: str = "average"  # or "max" or "conv", of the patches of frames
    spatial_pool_stride: int = 2

    def _complete(self) -> None:
        super()._complete()
        if self.spatial_pool_mode not in ("average", "max", "conv"):
            self._refuse("spatial_pool_mode", "'average', 'max' or 'conv'")
        vision = self.vision_config
        if not 0 < self.spatial_pool_stride <= vision.image_size // vision.patch_size:
            self._refuse("spatial_pool_stride", "1 to as many patches as a frame has across")
        size = vision.hidden_size
        if self.spatial_pool_mode == "conv" and len(self.feature_layers) > 1:
            self._refuse("vision_feature_layer", "one layer, where frames are pooled by 'conv'")
        if getattr(self, "spatial_pool_out_channels", size) != size:
            self._refuse("spatial_pool_out_channels", f"the image encoder's hidden_size, {size}")
