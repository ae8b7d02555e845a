"""Video-LLaVA (Lin et al., 2023, arXiv:2311.10122)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.llava import CLIP_LARGE, ChosenLayersConfig


class VideoLlavaConfig(ChosenLayersConfig):
    """The encoders' config, the language model's, and what joins them. The defaults are
    Video-LLaVA-7B's."""

    model_type = "video_llava"
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "vision_config": CLIP_LARGE | {"image_size": 224},
        "text_config": {"model_type": "llama"},
    }
    attribute_map: ClassVar[dict[str, str]] = {
        "image_token_id": "image_token_index",
        "video_token_id": "video_token_index",
    }

    image_token_index: int = 32000
    video_token_index: int = 32001
    image_seq_length: int = 256
    video_seq_length: int = 2056
