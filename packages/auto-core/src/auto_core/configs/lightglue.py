"""LightGlue (Lindenberger et al., 2023, arXiv:2306.13643)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._matching import KeypointMatchingConfig


class LightGlueConfig(KeypointMatchingConfig):
    """Sizes and options of LightGlue. The defaults are ETH-CVG/lightglue_superpoint."""

    model_type = "lightglue"
    attribute_map: ClassVar[dict[str, str]] = {"hidden_size": "descriptor_dim"}

    descriptor_dim: int = 256
    num_hidden_layers: int = 9
    num_attention_heads: int = 4
    num_key_value_heads: int | None = None
    # How many of a pair's keypoints must be sure for it to stop; how sure it must be that a
    # keypoint has no match for it to be left out. Both 0 or less: neither is done.
    depth_confidence: float = 0.95
    width_confidence: float = 0.99
    filter_threshold: float = 0.1
    hidden_act: str = "gelu"
    attention_dropout: float = 0.0
    attention_bias: bool = True

    def _complete(self) -> None:
        super()._complete()
        if self.num_key_value_heads is None:
            self.num_key_value_heads = self.num_attention_heads
        heads, d = self.num_attention_heads, self.descriptor_dim
        if d % heads or d // heads % 2:
            self._refuse("num_attention_heads", f"a divisor of descriptor_dim={d} into even parts")
        if heads % self.num_key_value_heads:
            self._refuse("num_key_value_heads", f"a divisor of num_attention_heads={heads}")
        if (self.depth_confidence > 0) != (self.width_confidence > 0):
            self._refuse(
                "depth_confidence",
                "above 0 if and only if width_confidence is: upstream does both or neither",
            )
        if self.num_hidden_layers < 1:
            self._refuse("num_hidden_layers", "1 or more")
