"""SAM 3's tracker (Carion et al., 2025, arXiv:2511.16719) of images: SAM 2 over SAM 3's encoder."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.sam2 import Sam2Config, Sam2MaskDecoderConfig, Sam2PromptEncoderConfig
from auto_core.configs.sam3 import Sam3VisionConfig

MAPS = 3  # of the image encoder, that masks are made of


class Sam3TrackerPromptEncoderConfig(Sam2PromptEncoderConfig):
    """What turns points, boxes and masks into vectors. The defaults are facebook/sam3."""

    model_type = "sam3_tracker_prompt_encoder"

    image_size: int = 1008
    patch_size: int = 14


class Sam3TrackerMaskDecoderConfig(Sam2MaskDecoderConfig):
    """What turns an encoded image and prompts into masks. The defaults are facebook/sam3."""

    model_type = "sam3_tracker_mask_decoder"


def check_maps(config: Any, *, most: int) -> None:
    """Refuse image encoders whose maps masks cannot be made of."""
    vision = config.vision_config
    if not isinstance(vision, Sam3VisionConfig):
        config._refuse("vision_config", "one of model_type sam3_vision_model")
    factors = list(vision.scale_factors or ())
    if not MAPS <= len(factors) <= most or factors[:MAPS] != [factors[2] * n for n in (4, 2, 1)]:
        config._refuse("vision_config", "one whose scale_factors begin with 4, 2, 1 of a size")
    if len(vision.backbone_feature_sizes or ()) != MAPS:
        config._refuse("vision_config", f"one with {MAPS} backbone_feature_sizes")


class Sam3TrackerConfig(Sam2Config):
    """The three parts. The defaults are facebook/sam3, whose file is of a model of videos and has
    this one as `tracker_config`."""

    model_type = "sam3_tracker"
    base_config_key = "tracker_config"
    default_vision: ClassVar[str] = "sam3_vision_model"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": "auto",
        "prompt_encoder_config": Sam3TrackerPromptEncoderConfig,
        "mask_decoder_config": Sam3TrackerMaskDecoderConfig,
    }

    def _check_maps(self) -> None:
        check_maps(self, most=MAPS + 1)
