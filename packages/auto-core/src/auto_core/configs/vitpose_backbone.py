"""ViTPose's backbone (Xu et al., 2022, arXiv:2204.12484; 2022, arXiv:2212.04246)."""

from __future__ import annotations

from auto_core.configs._backbone import BackboneConfig
from auto_core.configs._vit import Size, VisionTransformerConfig


class VitPoseBackboneConfig(VisionTransformerConfig, BackboneConfig):
    """Sizes and options of ViTPose's backbone. The defaults are those of
    usyd-community/vitpose-base-simple."""

    model_type = "vitpose_backbone"

    image_size: Size = (256, 192)
    patch_size: Size = (16, 16)
    mlp_ratio: float = 4
    num_experts: int = 1  # parts of feed-forwards, one for each dataset
    part_features: int = 256  # of the hidden size, that an expert makes
    qkv_bias: bool = True

    def _stages(self) -> list[str]:
        return ["stem", *(f"stage{i}" for i in range(1, self.num_hidden_layers + 1))]

    def _complete(self) -> None:
        super()._complete()
        if self.num_experts < 1:
            self._refuse("num_experts", "1 or more")
        if self.num_experts > 1 and not 0 < self.part_features < self.hidden_size:
            self._refuse("part_features", f"a number below hidden_size={self.hidden_size}")
