"""YOLOS (Fang et al., 2021, arXiv:2106.00666)."""

from __future__ import annotations

from auto_core.configs._detection import MatchingConfig
from auto_core.configs._vit import Size, VisionTransformerConfig


class YolosConfig(MatchingConfig, VisionTransformerConfig):
    """Sizes and options of YOLOS. The defaults are hustvl/yolos-base."""

    model_type = "yolos"

    intermediate_size: int = 3072
    image_size: Size = (512, 864)
    qkv_bias: bool = True
    num_detection_tokens: int = 100
    use_mid_position_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.num_detection_tokens < 1:
            self._refuse("num_detection_tokens", "one or more")
        if self.auxiliary_loss:  # transformers has no such loss either: it fails there
            self._refuse("auxiliary_loss", "False: only the last layer has a loss")
