"""Image processors of models that match the points of two images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors import sizes, steps
from auto_core.processors.image_processor import ImageProcessor
from auto_core.processors.post_processing.outputs import field, floats, like
from auto_core.processors.steps import RESCALE
from auto_core.processors.transforms import BILINEAR
from auto_core.tensors import BatchFeature, is_tensor, to_numpy


class SuperGlueImageProcessor(ImageProcessor):
    """Pairs of images, grey as the model sees them: `pixel_values` [b 2 channels height width]."""

    steps = (steps.RESIZE, RESCALE, steps.GRAYSCALE)
    pads_batch = False
    own_options = ("do_grayscale",)

    do_resize = do_rescale = True
    do_grayscale: bool | None = True
    size = sizes.exactly(480, 640)
    default_to_square = False
    resample = BILINEAR

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`images` is a pair, [first, second], or a list of pairs.

        Raises:
            InputError: it is neither.
        """
        options = self._options(overrides)
        arrays = [self._read_one(image, options) for pair in pairs(images) for image in pair]
        done = self._run(arrays, options)
        data = {"pixel_values": [done[i : i + 2] for i in range(0, len(done), 2)]}
        return self._result(data, options)

    @staticmethod
    def post_process_keypoint_matching(
        outputs: Any, target_sizes: Any, threshold: float = 0.0
    ) -> list[dict[str, Any]]:
        """For each pair `keypoints0` and `keypoints1` [n 2] (x, y in pixels; int32), which are the
        same points, and `matching_scores` [n], all above the threshold.

        Args:
            target_sizes: of each pair the (height, width) of both images.

        Raises:
            InputError: there are not sizes of each pair.
        """
        reference = field(outputs, "keypoints")
        mask = to_numpy(field(outputs, "mask"))
        sizes_of_pairs = pair_sizes(target_sizes, len(mask))
        scale = sizes_of_pairs[:, :, None, ::-1].astype(np.float32)
        points = (floats(reference) * scale).astype(np.int32)
        matches = to_numpy(field(outputs, "matches"))
        scores = floats(field(outputs, "matching_scores"))
        results = []
        for i, there in enumerate(mask > 0):
            first, second = points[i, 0][there[0]], points[i, 1][there[1]]
            best, likely = matches[i, 0][there[0]], scores[i, 0][there[0]]
            valid = (likely > threshold) & (best > -1) & (best < len(second))
            results.append(
                {
                    "keypoints0": first[valid],
                    "keypoints1": second[best[valid]],
                    "matching_scores": likely[valid],
                }
            )
        return like(results, reference)

    @staticmethod
    def visualize_keypoint_matching(
        images: Any, keypoint_matching_output: Sequence[dict[str, Any]]
    ) -> list[Any]:
        """Of each pair both images side by side, with a line between each two points."""
        from auto_core.overlays import opened, with_matches  # which reads images as processors do

        return [
            with_matches(
                opened(first),
                opened(second),
                found["keypoints0"],
                found["keypoints1"],
                found["matching_scores"],
            )
            for (first, second), found in zip(pairs(images), keypoint_matching_output, strict=True)
        ]


class LightGlueImageProcessor(SuperGlueImageProcessor):
    """The same."""


class EfficientLoFTRImageProcessor(SuperGlueImageProcessor):
    """The same, for a model that matches cells instead of keypoints."""

    @staticmethod
    def post_process_keypoint_matching(
        outputs: Any, target_sizes: Any, threshold: float = 0.0
    ) -> list[dict[str, Any]]:
        """For each pair `keypoints0` and `keypoints1` [n 2] (x, y in pixels; int32), which are the
        same points, and `matching_scores` [n], all above the threshold.

        Args:
            target_sizes: of each pair the (height, width) of both images.

        Raises:
            InputError: there are not sizes of each pair.
        """
        reference = field(outputs, "keypoints")
        matches = to_numpy(field(outputs, "matches"))
        scores = floats(field(outputs, "matching_scores"))
        scale = pair_sizes(target_sizes, len(matches))[:, :, None, ::-1].astype(np.float32)
        points = (floats(reference) * scale).astype(np.int32)
        valid = (scores > threshold) & (matches > -1)
        results = [
            {
                "keypoints0": points[i, 0][valid[i, 0]],
                "keypoints1": points[i, 1][valid[i, 1]],
                "matching_scores": scores[i, 0][valid[i, 0]],
            }
            for i in range(len(matches))
        ]
        return like(results, reference)


def pairs(images: Any) -> list[tuple[Any, Any]]:
    """Pairs of single images.

    Raises:
        InputError: there are none.
    """
    images = reading.fetch(images)
    if isinstance(images, list) and len(images) == 2 and all(map(_is_single, images)):
        return [(images[0], images[1])]
    if isinstance(images, list) and images and all(map(_is_pair, images)):
        return [(pair[0], pair[1]) for pair in images]
    raise InputError("Expected a pair of images, [first, second], or a list of pairs.")


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_single, value))


def _is_single(value: Any) -> bool:
    return reading.is_pillow(value) or (not isinstance(value, list) and value.ndim == 3)


def pair_sizes(target_sizes: Any, count: int) -> np.ndarray:
    """(height, width) of both images of each pair: [b 2 2].

    Raises:
        InputError: they are not.
    """
    found = to_numpy(target_sizes) if is_tensor(target_sizes) else np.array(target_sizes)
    if found.shape != (count, 2, 2):
        raise InputError(
            f"target_sizes have the shape {found.shape}, expected (height, width) of both images "
            f"of each of {count} pairs."
        )
    return found
