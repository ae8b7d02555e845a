"""InstructBLIP (Dai et al., 2023, arXiv:2305.06500), and each of its parts."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.blip_2 import Blip2QFormerConfig, Blip2VisionConfig, QueryingConfig


class InstructBlipVisionConfig(Blip2VisionConfig):
    """The image encoder, as BLIP-2's."""

    model_type = "instructblip_vision_model"


class InstructBlipQFormerConfig(Blip2QFormerConfig):
    """The querying transformer, which reads the instruction too."""

    model_type = "instructblip_qformer"

    use_qformer_text_input: bool = True

    def _complete(self) -> None:
        super()._complete()
        if not self.use_qformer_text_input:
            self._refuse("use_qformer_text_input", "True: it reads instructions")


class InstructBlipConfig(QueryingConfig):
    """The parts, and what joins them."""

    model_type = "instructblip"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": InstructBlipVisionConfig,
        "qformer_config": InstructBlipQFormerConfig,
        "text_config": "auto",
    }
