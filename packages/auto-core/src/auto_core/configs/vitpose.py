"""ViTPose (Xu et al., 2022, arXiv:2204.12484)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._backbone import WithBackboneConfig


class VitPoseConfig(WithBackboneConfig):
    """A backbone, and the head that makes heat maps of `num_labels` keypoints. The defaults are
    usyd-community/vitpose-base-simple."""

    model_type = "vitpose"
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "vitpose_backbone",
        "out_indices": [4],
    }

    initializer_range: float = 0.02
    scale_factor: int = 4
    use_simple_decoder: bool = True
