"""InstructBLIP for videos (Dai et al., 2023, arXiv:2305.06500), and each of its parts."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.blip_2 import QueryingConfig
from auto_core.configs.instructblip import InstructBlipQFormerConfig, InstructBlipVisionConfig


class InstructBlipVideoVisionConfig(InstructBlipVisionConfig):
    """The image encoder, of each frame."""

    model_type = "instructblipvideo_vision_model"


class InstructBlipVideoQFormerConfig(InstructBlipQFormerConfig):
    """The querying transformer, which reads the instruction too."""

    model_type = "instructblipvideo_qformer"


class InstructBlipVideoConfig(QueryingConfig):
    """The parts, and what joins them."""

    model_type = "instructblipvideo"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": InstructBlipVideoVisionConfig,
        "qformer_config": InstructBlipVideoQFormerConfig,
        "text_config": "auto",
    }
    attribute_map: ClassVar[dict[str, str]] = {"video_token_id": "video_token_index"}

    video_token_index: int | None = None

    def _complete(self) -> None:
        super()._complete()
        # Files of InstructBLIP, which are read as this type too, may have both.
        if self.image_token_index is not None and self.video_token_index is None:
            self._refuse("image_token_index", "None: videos stand at video_token_index")
