"""Depth Anything (Yang et al., 2024, arXiv:2401.10891)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._backbone import WithBackboneConfig


class DepthAnythingConfig(WithBackboneConfig):
    """Sizes and options of Depth Anything. The defaults are LiheYoung/depth-anything-small-hf."""

    model_type = "depth_anything"
    default_backbone: ClassVar[dict[str, Any] | None] = {
        "model_type": "dinov2",
        "image_size": 518,
        "hidden_size": 384,
        "num_attention_heads": 6,
        "out_indices": [9, 10, 11, 12],
        "reshape_hidden_states": False,
    }

    patch_size: int = 14
    initializer_range: float = 0.02
    reassemble_hidden_size: int = 384
    reassemble_factors: list[float] | tuple[float, ...] = (4, 2, 1, 0.5)
    neck_hidden_sizes: list[int] | tuple[int, ...] = (48, 96, 192, 384)
    fusion_hidden_size: int = 64
    head_in_index: int = -1
    head_hidden_size: int = 32
    depth_estimation_type: str = "relative"  # or "metric": up to max_depth
    max_depth: float | None = 1

    def _complete(self) -> None:
        super()._complete()
        if self.depth_estimation_type not in ("relative", "metric"):
            self._refuse("depth_estimation_type", "'relative' or 'metric'")
        # Those of states that are left out may stay.
        if len(self.reassemble_factors) < len(self.neck_hidden_sizes):
            self._refuse(
                "reassemble_factors", f"one for each of neck_hidden_sizes={self.neck_hidden_sizes}"
            )
        self.max_depth = self.max_depth or 1
