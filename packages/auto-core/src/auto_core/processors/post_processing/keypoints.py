"""Keypoints in pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.processors.post_processing.outputs import (
    TargetSizes,
    field,
    floats,
    like,
    sizes_per_image,
)
from auto_core.tensors import to_numpy


def post_process_keypoint_detection(
    outputs: Any, target_sizes: TargetSizes
) -> list[dict[str, Any]]:
    """For each image its `keypoints` [n, 2] (x, y; int32), `scores` [n] and `descriptors` [n, d].

    The outputs hold relative positions; those that `mask` marks as padding are left out.
    """
    mask = to_numpy(field(outputs, "mask"))
    targets = sizes_per_image(target_sizes, len(mask)) or []
    results = []
    for index, (height, width) in enumerate(targets):
        kept = np.flatnonzero(mask[index])
        scale = np.array([width, height], dtype=np.float32)
        points = floats(field(outputs, "keypoints")[index]) * scale
        results.append(
            {
                "keypoints": points.astype(np.int32)[kept],
                "scores": floats(field(outputs, "scores")[index])[kept],
                "descriptors": floats(field(outputs, "descriptors")[index])[kept],
            }
        )
    return like(results, field(outputs, "keypoints"))
