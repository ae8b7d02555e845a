"""HQ-SAM (Ke et al., 2023, arXiv:2306.01567), and its image encoder."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.sam import (
    SamConfig,
    SamMaskDecoderConfig,
    SamPromptEncoderConfig,
    SamVisionConfig,
)


class SamHQPromptEncoderConfig(SamPromptEncoderConfig):
    """What turns points, boxes and masks into vectors."""

    model_type = "sam_hq_prompt_encoder"


class SamHQVisionConfig(SamVisionConfig):
    """The image encoder. The defaults are syscv-community/sam-hq-vit-base."""

    model_type = "sam_hq_vision_model"

    @property
    def has_global_layers(self) -> bool:
        """Whether a layer attends to the whole image; the first such is looked at once more."""
        everywhere = range(self.num_hidden_layers)
        return not self.window_size or any(i in everywhere for i in self.global_attn_indexes)


class SamHQMaskDecoderConfig(SamMaskDecoderConfig):
    """What turns an encoded image and prompts into masks."""

    model_type = "sam_hq_mask_decoder"

    vit_dim: int = 768  # the hidden size of the image encoder


class SamHQConfig(SamConfig):
    """The three parts. The defaults are syscv-community/sam-hq-vit-base."""

    model_type = "sam_hq"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": SamHQVisionConfig,
        "prompt_encoder_config": SamHQPromptEncoderConfig,
        "mask_decoder_config": SamHQMaskDecoderConfig,
    }

    def _complete(self) -> None:
        super()._complete()
        vision, decoder = self.vision_config, self.mask_decoder_config
        if vision.has_global_layers and decoder.vit_dim != vision.hidden_size:
            self._refuse(
                "mask_decoder_config",
                f"a vit_dim of vision_config.hidden_size={vision.hidden_size}",
            )
