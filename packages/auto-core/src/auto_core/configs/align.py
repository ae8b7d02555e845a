"""ALIGN (Jia et al., 2021, arXiv:2102.05918), and each of its towers."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._towers import BertTowerConfig, TowersConfig
from auto_core.configs.efficientnet import EfficientNetConfig


class AlignTextConfig(BertTowerConfig):
    """The text tower, a BERT. The defaults are align-base."""

    model_type = "align_text_model"


class AlignVisionConfig(EfficientNetConfig):
    """The image tower, an EfficientNet without its last convolution. The defaults are B7's."""

    model_type = "align_vision_model"
    base_config_key = "vision_config"
    has_top: ClassVar[bool] = False

    def _complete(self) -> None:
        super()._complete()
        self.num_hidden_layers = sum(map(self.blocks, range(len(self.out_channels))))


class AlignConfig(TowersConfig):
    """Both towers, and the space in which they meet."""

    model_type = "align"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": AlignTextConfig,
        "vision_config": AlignVisionConfig,
    }

    projection_dim: int = 640  # channels of the last block
    temperature_init_value: float = 1.0
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        channels = self.vision_config.channels(self.vision_config.out_channels[-1])
        if self.projection_dim != channels:
            self._refuse("projection_dim", f"{channels}: the channels of the last block")
