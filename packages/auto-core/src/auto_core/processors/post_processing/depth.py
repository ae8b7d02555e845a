"""Depth maps at the size of the images."""

from __future__ import annotations

from typing import Any

from auto_core.processors.post_processing.interpolation import interpolate
from auto_core.processors.post_processing.outputs import (
    TargetSizes,
    field,
    floats,
    like,
    sizes_per_image,
)


def post_process_depth_estimation(
    outputs: Any, target_sizes: TargetSizes = None
) -> list[dict[str, Any]]:
    """For each image {"predicted_depth": [height, width]}, resized to `target_sizes` if given."""
    predicted = field(outputs, "predicted_depth")
    depths = floats(predicted)
    targets = sizes_per_image(target_sizes, len(depths))
    if targets is not None:
        depths = [
            interpolate(depth, size, "bicubic") for depth, size in zip(depths, targets, strict=True)
        ]
    return like([{"predicted_depth": depth} for depth in depths], predicted)
