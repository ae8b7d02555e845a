"""ViTPose's image processor: a crop of each person in, keypoints in the image out."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes, steps
from auto_core.processors.image_processor import IMAGENET_MEAN, IMAGENET_STD, ImageProcessor
from auto_core.processors.post_processing.outputs import field, floats, like
from auto_core.processors.steps import NORMALIZE, RESCALE
from auto_core.tensors import BatchFeature, is_tensor, to_numpy

UNIT = 200.0  # pixels in the unit that sizes of persons are counted in
MARGIN = 1.25  # how much larger a crop is than its box


class VitPoseImageProcessor(ImageProcessor):
    """A crop of each box, of the proportions of `size`, without SciPy."""

    steps = (RESCALE, NORMALIZE)
    pads_batch = False
    own_options = ("do_affine_transform", "normalize_factor")

    do_rescale = do_normalize = True
    do_affine_transform: bool | None = True
    normalize_factor: float | None = UNIT
    size = sizes.exactly(256, 192)
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD

    def preprocess(self, images: Any, boxes: Any = None, **overrides: Any) -> BatchFeature:
        """`pixel_values` of each box of each image, in order.

        Args:
            boxes: of each image its persons' boxes [n 4]: left, top, width and height in pixels.
                Without any, or without `do_affine_transform`, images stay as they are.

        Raises:
            InputError: there are not boxes of each image, or a box has no size.
        """
        options = self._options(overrides)
        arrays = self._read(images, options)
        if boxes is not None and options["do_affine_transform"]:
            persons = _nested(boxes)
            if len(persons) != len(arrays):
                raise InputError(f"There are {len(arrays)} images but boxes of {len(persons)}.")
            height, width = sizes.height_and_width(options["size"])
            factor = options["normalize_factor"] or UNIT
            arrays = [
                cropped(array, *centre_and_scale(box, (height, width), factor), (height, width))
                for array, listed in zip(arrays, persons, strict=True)
                for box in listed
            ]
        done = [steps.run(self.steps, array, options) for array in arrays]
        return self._result({"pixel_values": done}, options)

    def post_process_pose_estimation(
        self,
        outputs: Any,
        boxes: Any,
        kernel_size: int = 11,
        threshold: float | None = None,
        target_sizes: Any = None,
    ) -> list[list[dict[str, Any]]]:
        """For each image, for each of its boxes: `keypoints` [n 2] (x, y in pixels of the image),
        `scores` [n], `labels` [n] and `bbox`, as transformers computes it of the box's centre and
        size.

        Peaks of heat maps are refined as DARK does (Zhang et al., 2019, arXiv:1910.06278).

        Args:
            boxes: those that were preprocessed.
            kernel_size: pixels of the Gaussian that heat maps are smoothed with, an odd number.
            threshold: keypoints that score less are left out.
            target_sizes: where boxes are relative, (width, height) of the image of each box.

        Raises:
            InputError: there are not as many boxes, or sizes, as heat maps.
        """
        maps = floats(field(outputs, "heatmaps"))
        persons = _nested(boxes)
        flat = list(itertools.chain(*persons))
        if len(flat) != len(maps):
            raise InputError(f"There are {len(maps)} heat maps but {len(flat)} boxes.")
        if target_sizes is not None:
            scale = to_numpy(target_sizes) if is_tensor(target_sizes) else np.array(target_sizes)
            if len(scale) != len(maps):
                raise InputError(f"There are {len(maps)} heat maps but {len(scale)} target_sizes.")
            flat = [box * np.tile(size, 2) for box, size in zip(flat, scale, strict=True)]
        size = sizes.height_and_width(self.size)
        found = [centre_and_scale(box, size, UNIT) for box in flat]
        keypoints, scores = peaks(maps)
        keypoints = refined(keypoints, maps, kernel_size)
        results = []
        for points, score, (centre, scale) in zip(keypoints, scores, found, strict=True):
            kept = np.arange(len(score))
            kept = kept if threshold is None else kept[score > threshold]
            corner = np.concatenate([centre, scale + centre - 1])
            results.append(
                {
                    "keypoints": in_image(points, centre, scale, maps.shape[2:])[kept],
                    "scores": score[kept],
                    "labels": kept,
                    "bbox": corner,
                }
            )
        remaining = iter(results)
        grouped = [[next(remaining) for _ in listed] for listed in persons]
        return like(grouped, field(outputs, "heatmaps"))


def _nested(boxes: Any) -> list[list[np.ndarray]]:
    """Boxes [4] of each image.

    Raises:
        InputError: they are not nested so.
    """
    listed = to_numpy(boxes) if is_tensor(boxes) else boxes
    persons = []
    for each in listed:
        array = to_numpy(each) if is_tensor(each) else np.array(each, np.float64)
        array = array.reshape(0, 4) if array.size == 0 else array
        if array.ndim != 2 or array.shape[-1] < 4:
            raise InputError(
                f"Boxes of an image have the shape {array.shape}, expected [n 4]: left, top, width "
                "and height of each person, in a list for each image."
            )
        persons.append([box[:4] for box in array])
    return persons


def centre_and_scale(
    box: np.ndarray, size: sizes.HeightWidth, factor: float
) -> tuple[np.ndarray, np.ndarray]:
    """The centre (x, y) of a box and the width and height of its crop over `factor`, float32.

    Raises:
        InputError: it has no size.
    """
    left, top, width, height = (float(number) for number in box)
    if not (width > 0 and height > 0):
        raise InputError(f"A box is {box.tolist()}, expected left, top, and a width and a height.")
    centre = np.array([left + width * 0.5, top + height * 0.5], np.float32)
    proportion = size[1] / size[0]
    if width > proportion * height:
        height = width / proportion
    elif width < proportion * height:
        width = height * proportion
    return centre, np.array([width / factor, height / factor], np.float32) * np.float32(MARGIN)


def cropped(
    image: np.ndarray, centre: np.ndarray, scale: np.ndarray, size: sizes.HeightWidth
) -> np.ndarray:
    """What is around a point, [c H W] -> [c h w], interpolated; outside of the image 0.

    Corners of the crop are centres of its first and last pixels, as SciPy's `affine_transform` has
    them, with its rounding.
    """
    rows, columns = (
        _samples(float(centre[axis]), scale[axis] * np.float32(UNIT), size[1 - axis])
        for axis in (1, 0)
    )
    height, width = image.shape[1:]
    low_rows, shares, inside = _neighbours(rows, height)
    low_columns, across, also = _neighbours(columns, width)
    pixels = image.astype(np.float64)
    total = np.zeros((len(image), *size))
    for row, down in ((low_rows, 1 - shares), (np.minimum(low_rows + 1, height - 1), shares)):
        for column, right in (
            (low_columns, 1 - across),
            (np.minimum(low_columns + 1, width - 1), across),
        ):
            total += pixels[:, row[:, None], column] * down[:, None] * right
    total = np.where(inside[:, None] & also, total, 0.0)
    if image.dtype.kind in "iu":
        limits = np.iinfo(image.dtype)
        total = np.clip(np.floor(total + 0.5), limits.min, limits.max)
    return total.astype(image.dtype)


def _samples(centre: float, length: np.float32, count: int) -> np.ndarray:
    """Where along an axis the pixels of a crop lie."""
    doubled = np.float32(centre) * np.float32(2.0)
    scale = (count - 1.0) / np.float64(length)
    shift = np.float32(scale * np.float64(np.float32(-0.5) * doubled + np.float32(0.5) * length))
    inverse = np.linalg.inv(np.array([[np.float32(scale), shift], [0, 1]], np.float64))
    return np.arange(count) * inverse[0, 0] + inverse[0, 1]


def _neighbours(at: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The pixel below each sample, the share of the next one, and which are in the image."""
    inside = (at >= 0) & (at <= length - 1)
    at = np.where(inside, at, 0.0)
    low = np.floor(at)
    return low.astype(int), at - low, inside


# --- keypoints ---------------------------------------------------------------------------


def peaks(maps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The highest pixel (x, y) of each map [b k h w], -1 where none is above 0, and its height:
    [b k 2], [b k]."""
    width = maps.shape[-1]
    flat = maps.reshape(*maps.shape[:2], -1)
    best, scores = flat.argmax(-1), flat.max(-1)
    points = np.stack([best % width, best // width], -1).astype(np.float32)
    return np.where(scores[..., None] > 0.0, points, np.float32(-1)), scores


def smoothed(maps: np.ndarray, radius: int, deviation: float = 0.8) -> np.ndarray:
    """Maps [... h w] under a Gaussian, mirrored at their edges."""
    offsets = np.arange(-radius, radius + 1)
    weights = np.exp(-0.5 / deviation**2 * offsets**2)
    weights = weights / weights.sum()
    for axis in (-2, -1):
        lines = np.moveaxis(maps, axis, -1).astype(np.float64)
        length = lines.shape[-1]
        edges = [(0, 0)] * (lines.ndim - 1) + [(radius, radius)]
        padded = np.pad(lines, edges, mode="symmetric")
        total = padded[..., radius : radius + length] * weights[radius]
        for i in range(radius):
            mirrored = 2 * radius - i
            total += (padded[..., i : i + length] + padded[..., mirrored : mirrored + length]) * (
                weights[i]
            )
        maps = np.moveaxis(total.astype(maps.dtype), -1, axis)
    return maps


def refined(points: np.ndarray, maps: np.ndarray, kernel: int) -> np.ndarray:
    """Peaks (x, y) [b k 2] where the logarithm of each smoothed map [b k h w] is highest, by its
    first two derivatives."""
    if kernel < 1:
        raise InputError(f"kernel_size is {kernel}, expected an odd number of pixels.")
    logs = np.log(np.clip(smoothed(maps, (kernel - 1) // 2), 0.001, 50))
    batch, count, height, width = logs.shape
    # Peaks of -1 are of empty maps; they look at the end of the map before, as upstream.
    flat = np.pad(logs, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="edge").reshape(-1)
    line = width + 2
    index = points[..., 0] + 1 + (points[..., 1] + 1) * line
    index = index + line * (height + 2) * np.arange(batch * count).reshape(batch, count)
    index = index.astype(int)
    here, right, below = flat[index], flat[index + 1], flat[index + line]
    left, above = flat[index - 1], flat[index - line]
    both, neither = flat[index + line + 1], flat[index - line - 1]
    slope = np.stack([0.5 * (right - left), 0.5 * (below - above)], -1)
    dxx, dyy = right - 2 * here + left, below - 2 * here + above
    dxy = 0.5 * (both - right - below + here + here - left - above + neither)
    bend = np.stack([dxx, dxy, dxy, dyy], -1).reshape(batch, count, 2, 2)
    bend = np.linalg.inv(bend + np.finfo(np.float32).eps * np.eye(2))
    return (points - np.einsum("bkmn,bkn->bkm", bend, slope)).astype(points.dtype)


def in_image(
    points: np.ndarray, centre: np.ndarray, scale: np.ndarray, size: Sequence[int]
) -> np.ndarray:
    """Points (x, y) of a heat map of `size` in the image that its crop is of: [k 2]."""
    extent = scale * np.float32(UNIT)
    step = extent / np.array([size[1] - 1.0, size[0] - 1.0], np.float32)
    return points * step + centre - extent * np.float32(0.5)
