"""MobileNetV2 (Sandler et al., 2018, arXiv:1801.04381)."""

from __future__ import annotations

from auto_core.configs._channels import divisible
from auto_core.configs.mobilenet_v1 import MobileNetV1Config


class MobileNetV2Config(MobileNetV1Config):
    """Sizes and options of MobileNetV2. The defaults are google/mobilenet_v2_1.0_224."""

    model_type = "mobilenet_v2"

    depth_divisible_by: int = 8
    expand_ratio: float = 6.0
    output_stride: int = 32  # beyond which layers are dilated instead of shrinking the map
    first_layer_is_expansion: bool = True
    finegrained_output: bool = True  # 1280 channels at last, even of a narrower network
    classifier_dropout_prob: float = 0.8
    semantic_loss_ignore_index: int = 255

    def channels(self, depth: int) -> int:
        """How many channels stand for so many of the network of multiplier 1."""
        return self.multiple(round(depth * self.depth_multiplier))

    def multiple(self, channels: float) -> int:
        """The channels that a layer has instead of `channels`."""
        return divisible(channels, self.depth_divisible_by, self.min_depth)

    @property
    def last_channels(self) -> int:
        """Channels of the last feature map."""
        fine = self.finegrained_output and self.depth_multiplier < 1
        return 1280 if fine else self.channels(1280)
