"""SuperPoint (DeTone et al., 2017, arXiv:1712.07629)."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class SuperPointConfig(PreTrainedConfig):
    """Sizes and thresholds of SuperPoint. The defaults are magic-leap-community/superpoint."""

    model_type = "superpoint"

    encoder_hidden_sizes: list[int] | tuple[int, ...] = (64, 64, 128, 128)
    decoder_hidden_size: int = 256
    keypoint_decoder_dim: int = 65  # the pixels of a cell of 8x8, and "none of them"
    descriptor_decoder_dim: int = 256
    keypoint_threshold: float = 0.005
    max_keypoints: int = -1  # negative: all of them
    nms_radius: int = 4  # pixels around a keypoint in which there is no other
    border_removal_distance: int = 4
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        if not self.encoder_hidden_sizes:
            self._refuse("encoder_hidden_sizes", "one number or more")
        if self.keypoint_decoder_dim != 65:
            self._refuse("keypoint_decoder_dim", "65: the pixels of a cell of 8x8, and none")
        if self.nms_radius < 0:
            self._refuse("nms_radius", "0 or more")
