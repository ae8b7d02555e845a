"""MobileNet (Howard et al., 2017, arXiv:1704.04861)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._vit import Size


class MobileNetV1Config(PreTrainedConfig):
    """Sizes and options of MobileNet. The defaults are google/mobilenet_v1_1.0_224."""

    model_type = "mobilenet_v1"

    num_channels: int = 3
    image_size: Size = 224
    depth_multiplier: float = 1.0  # of all channels, of which there are at least min_depth
    min_depth: int = 8
    hidden_act: str = "relu6"
    tf_padding: bool = True  # zeros at the ends as TensorFlow's "SAME" has them
    classifier_dropout_prob: float = 0.999
    initializer_range: float = 0.02
    layer_norm_eps: float = 0.001

    def _complete(self) -> None:
        super()._complete()
        if self.depth_multiplier <= 0:
            self._refuse("depth_multiplier", "more than 0")
        if self.min_depth < 1:
            self._refuse("min_depth", "1 or more")

    def channels(self, depth: int) -> int:
        """How many channels stand for so many of the largest network."""
        return max(int(depth * self.depth_multiplier), self.min_depth)
