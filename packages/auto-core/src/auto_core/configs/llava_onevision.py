"""LLaVA-OneVision (Li et al., 2024, arXiv:2408.03326)."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from auto_core.configs.llava_next import TiledConfig

_SIDES = range(384, 2305, 384)


class LlavaOnevisionConfig(TiledConfig):
    """The two encoders' configs and what joins them. The defaults are
    llava-onevision-qwen2-7b-ov-hf's."""

    model_type = "llava_onevision"
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "vision_config": {
            "model_type": "siglip_vision_model",
            "hidden_size": 1152,
            "intermediate_size": 4304,
            "patch_size": 14,
            "image_size": 384,
            "num_hidden_layers": 26,
            "num_attention_heads": 16,
            "vision_use_head": False,
        },
        "text_config": {"model_type": "qwen2"},
    }
    attribute_map: ClassVar[dict[str, str]] = {
        "image_token_id": "image_token_index",
        "video_token_id": "video_token_index",
    }
    resolutions: ClassVar[list[list[int]]] = [
        [down, across] for down in _SIDES for across in _SIDES
    ]

    image_token_index: int = 151646
    video_token_index: int = 151647
    vision_feature_select_strategy: str = "full"
    vision_feature_layer: int | list[int] = -1
    vision_aspect_ratio: str = "anyres_max_9"

    def _complete(self) -> None:
        super()._complete()
        if most_tiles(self.vision_aspect_ratio) is None:
            self._refuse("vision_aspect_ratio", "'anyres_max_' and a number of tiles")


def most_tiles(ratio: str) -> int | None:
    """As many tiles' patches an image has at most; more are resized to them."""
    found = re.fullmatch(r"anyres_max_([1-9]\d*)", ratio)
    return None if found is None else int(found[1])
