"""SAM 3's tracker (Carion et al., 2025, arXiv:2511.16719): SAM 2 of videos over SAM 3's encoder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._vit import Size, pair
from auto_core.configs.sam2_video import Sam2VideoConfig
from auto_core.configs.sam3_tracker import (
    MAPS,
    Sam3TrackerMaskDecoderConfig,
    Sam3TrackerPromptEncoderConfig,
    check_maps,
)


class Sam3TrackerVideoPromptEncoderConfig(Sam3TrackerPromptEncoderConfig):
    """What turns points, boxes and masks into vectors. The defaults are facebook/sam3."""

    model_type = "sam3_tracker_video_prompt_encoder"


class Sam3TrackerVideoMaskDecoderConfig(Sam3TrackerMaskDecoderConfig):
    """What turns an encoded image and prompts into masks. The defaults are facebook/sam3."""

    model_type = "sam3_tracker_video_mask_decoder"


class Sam3TrackerVideoConfig(Sam2VideoConfig):
    """SAM 3's tracker with a memory of earlier frames. The defaults are facebook/sam3.

    The sizes of its parts follow from `image_size`, whatever they say.
    """

    model_type = "sam3_tracker_video"
    base_config_key = "tracker_config"
    default_vision: ClassVar[str] = "sam3_vision_model"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": "auto",
        "prompt_encoder_config": Sam3TrackerVideoPromptEncoderConfig,
        "mask_decoder_config": Sam3TrackerVideoMaskDecoderConfig,
    }

    image_size: Size = 1008
    max_cond_frame_num: int = 4

    def _complete(self) -> None:
        side, other = pair(self.image_size)
        if side != other:
            self._refuse("image_size", "the side of a square")
        self.image_size = side
        vision, prompts = self.vision_config, self.prompt_encoder_config
        if vision is None or isinstance(vision, Mapping):
            vision = {**(vision or {})}
            backbone = vision.get("backbone_config")
            if backbone is None or isinstance(backbone, Mapping):
                vision["backbone_config"] = {**(backbone or {}), "image_size": side}
            self.vision_config = vision
        if prompts is None or isinstance(prompts, Mapping):
            self.prompt_encoder_config = {**(prompts or {}), "image_size": side}
        super()._complete()

    def _check_maps(self) -> None:
        check_maps(self, most=MAPS + 1)
        vision, prompts = self.vision_config, self.prompt_encoder_config
        if len(vision.scale_factors or ()) == MAPS:
            self._refuse("vision_config", f"one with {MAPS + 1} scale_factors")
        prompts.image_size = vision.backbone_config.image_size = self.image_size
        grid = vision.backbone_config.grid
        vision.backbone_feature_sizes = [[n * grid, n * grid] for n in (4, 2, 1)]
        self.memory_attention_rope_feat_sizes = [grid, grid]
        if prompts.image_embedding_size != grid:
            self._refuse("prompt_encoder_config", "one with the patch_size of the image encoder")
