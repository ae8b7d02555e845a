"""What a model has found in an image, put onto it: boxes, masks, depth, keypoints and matches.

    result = processor.post_process_object_detection(output, target_sizes=[(height, width)])[0]
    overlay("cats.jpg", result, names=model.config.id2label).save("cats.png")

Only Pillow is needed.
"""

from __future__ import annotations

import colorsys
import importlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors.transforms import pillow
from auto_core.tensors import is_tensor, to_numpy

Color = tuple[int, int, int]
Names = Mapping[int, str] | Sequence[str] | None
OPACITY = 0.5  # of masks
# Colours of depth, the least first, with equal steps between them.
DEPTH_COLORS = np.array(
    [(0, 0, 4), (87, 16, 110), (188, 55, 84), (249, 142, 9), (252, 255, 164)], np.float64
)


def overlay(image: Any, result: Any, *, names: Names = None, other: Any = None) -> Any:
    """A Pillow image: `image` (a path, a URL, a Pillow image or an array) and on it a result of
    one of the processors' `post_process_...` methods.

    Args:
        result: one image's, and so with sizes of the image itself:
            {"boxes" [n 4], "scores", "labels" or "text_labels"} of detection;
            {"segmentation" [h w], "segments_info"} of instances or of panoptic segmentation;
            integers [h w], the class of each pixel;
            booleans [... h w], masks;
            {"predicted_depth" [h w]};
            {"keypoints" [n 2], "scores"}, x and y;
            {"keypoints0" [n 2], "keypoints1" [n 2], "matching_scores"}, with `other` the second
            image, which then stands on the right.
        names: of classes, such as a config's `id2label`.

    Raises:
        InputError: it is none of these, or of another size than the image.
    """
    shown = opened(image)
    if isinstance(result, Mapping):
        return _of_mapping(shown, result, names, other)
    if not is_tensor(result):
        raise InputError(f"A result is a {type(result).__name__}, expected a mapping or an array.")
    array = to_numpy(result)
    if array.dtype == bool:
        return with_masks(shown, array.reshape(-1, *array.shape[-2:]))
    if array.ndim == 2 and array.dtype.kind in "iu":
        return with_classes(shown, array, names=names)
    raise InputError(
        f"A result has the shape {array.shape} and {array.dtype}, expected a class for each pixel, "
        "or masks of booleans."
    )


def _of_mapping(image: Any, result: Mapping[str, Any], names: Names, other: Any) -> Any:
    if "keypoints0" in result:
        if other is None:
            raise InputError("Matches are of two images: pass the second one as other=....")
        scores = result.get("matching_scores")
        points = result["keypoints0"], result["keypoints1"]
        return with_matches(image, opened(other), *points, scores)
    if "predicted_depth" in result:
        return with_depth(image, to_numpy(result["predicted_depth"]))
    if "segmentation" in result:
        segments = result.get("segments_info")
        if segments is None:
            return with_classes(image, to_numpy(result["segmentation"]), names=names)
        return with_segments(image, to_numpy(result["segmentation"]), segments, names=names)
    if "boxes" in result:
        labels = result.get("text_labels")
        labels = result.get("labels") if labels is None else labels
        return with_boxes(image, result["boxes"], labels, result.get("scores"), names=names)
    if "keypoints" in result:
        return with_keypoints(image, result["keypoints"], result.get("scores"))
    raise InputError(
        f"Of a result with {', '.join(map(str, result)) or 'nothing'}, nothing can be put onto an "
        "image; expected boxes, segmentation, predicted_depth, keypoints or keypoints0."
    )


def opened(image: Any) -> Any:
    """An image as Pillow's, in RGB."""
    image = reading.fetch(image)
    if not reading.is_pillow(image):
        array = np.moveaxis(reading.to_channels_first(image, rgb=True), 0, -1)
        if array.dtype.kind == "f":
            array = array * 255 if array.size and array.max() <= 1 else array
        image = pillow().fromarray(np.clip(np.round(array), 0, 255).astype(np.uint8).squeeze())
    return image.convert("RGB")


# --- one kind each -----------------------------------------------------------------------


def with_boxes(image: Any, boxes: Any, labels: Any, scores: Any, *, names: Names = None) -> Any:
    """Boxes [n 4] (left, top, right, bottom in pixels), each with its label and its score."""
    image = image.copy()
    pen, width = _pen(image), _width(image)
    kinds = [None] * len(boxes) if labels is None else [_plain(label) for label in labels]
    seen: dict[Any, int] = {}
    for index, box in enumerate(to_numpy(boxes).tolist()):
        label = kinds[index]
        number = label if isinstance(label, int) else seen.setdefault(label, len(seen))
        left, top, right, bottom = box
        left, right = sorted((left, right))
        top, bottom = sorted((top, bottom))
        pen.rectangle((left, top, right, bottom), outline=color(number), width=width)
        _caption(pen, (left, top), named(label, names, _score(scores, index)), color(number), image)
    return image


def with_masks(image: Any, masks: np.ndarray, colors: Sequence[Color] | None = None) -> Any:
    """Masks [n h w] of booleans, each in its colour."""
    array = np.asarray(image, np.float64)
    for index, mask in enumerate(masks):
        _check_size(mask, image)
        own = color(index) if colors is None else colors[index]
        array[mask] = array[mask] * (1 - OPACITY) + np.array(own) * OPACITY
    return pillow().fromarray(np.round(array).astype(np.uint8))


def with_classes(image: Any, classes: np.ndarray, *, names: Names = None) -> Any:
    """The class of each pixel [h w], named where most of its pixels are; 255 and -1 are none."""
    kinds = [int(kind) for kind in np.unique(classes) if kind not in (-1, 255)]
    masks = [classes == kind for kind in kinds]
    made = with_masks(image, np.array(masks).reshape(-1, *classes.shape), list(map(color, kinds)))
    return _with_names(made, masks, [named(kind, names) for kind in kinds], kinds)


def with_segments(
    image: Any, segmentation: np.ndarray, segments: Sequence[Mapping[str, Any]], *, names: Names
) -> Any:
    """Segments by their numbers in [h w], each named by its class."""
    masks = [segmentation == segment["id"] for segment in segments]
    numbers = list(range(len(segments)))
    labels = [named(s.get("label_id"), names, s.get("score")) for s in segments]
    made = with_masks(image, np.array(masks).reshape(-1, *segmentation.shape))
    return _with_names(made, masks, labels, numbers)


def with_depth(image: Any, depth: np.ndarray) -> Any:
    """Depth [h w] as colours, the least the darkest."""
    _check_size(depth, image)
    low, high = float(depth.min()), float(depth.max())
    share = (depth - low) / (high - low) if high > low else np.zeros(depth.shape)
    at = share * (len(DEPTH_COLORS) - 1)
    steps = np.arange(len(DEPTH_COLORS))
    channels = [np.interp(at, steps, DEPTH_COLORS[:, channel]) for channel in range(3)]
    return pillow().fromarray(np.round(np.stack(channels, -1)).astype(np.uint8))


def with_keypoints(image: Any, keypoints: Any, scores: Any = None) -> Any:
    """Keypoints [n 2] (x, y) as discs, the surest the greenest."""
    image = image.copy()
    pen, radius = _pen(image), 1.5 * _width(image)
    values = np.ones(len(keypoints)) if scores is None else to_numpy(scores).astype(np.float64)
    most = values.max(initial=0.0) or 1.0
    for (x, y), score in zip(to_numpy(keypoints).tolist(), values / most, strict=True):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_sure(score))
    return image


def with_matches(image: Any, other: Any, points: Any, others: Any, scores: Any = None) -> Any:
    """Two images side by side, with a line between each pair of points [n 2] and [n 2]."""
    height = max(image.height, other.height)
    both = pillow().new("RGB", (image.width + other.width, height))
    both.paste(image, (0, 0))
    both.paste(other, (image.width, 0))
    pen, width = _pen(both), max(1, _width(both) // 2)
    ends = to_numpy(points).tolist(), to_numpy(others).tolist()
    values = np.ones(len(ends[0])) if scores is None else to_numpy(scores)
    for (x, y), (x1, y1), score in zip(*ends, values.tolist(), strict=True):
        pen.line((x, y, x1 + image.width, y1), fill=_sure(score), width=width)
    return both


# --- parts -------------------------------------------------------------------------------


def color(number: int) -> Color:
    """Colours that differ as much as can be, however many there are."""
    red, green, blue = colorsys.hsv_to_rgb((number * 0.618034) % 1.0, 0.85, 1.0)
    return round(red * 255), round(green * 255), round(blue * 255)


def named(label: Any, names: Names, score: Any = None) -> str:
    """A class by its name, or its number, and how sure it is."""
    text = "" if label is None else str(label)
    if isinstance(label, int) and names is not None:
        known = names if isinstance(names, Mapping) else dict(enumerate(names))
        text = str(known.get(label, label))
    return text if score is None else f"{text} {float(score):.2f}".strip()


def _sure(score: float) -> Color:
    score = min(max(float(score), 0.0), 1.0)
    return round(255 * (1 - score)), round(255 * score), 0


def _score(scores: Any, index: int) -> Any:
    return None if scores is None else float(to_numpy(scores)[index])


def _plain(label: Any) -> Any:
    return label if isinstance(label, str | int) or label is None else int(to_numpy(label))


def _pen(image: Any) -> Any:
    pillow()  # or the error that says how to install it
    return importlib.import_module("PIL.ImageDraw").Draw(image)


def _width(image: Any) -> int:
    """Of lines."""
    return max(1, round(max(image.size) / 300))


def _caption(pen: Any, corner: tuple[float, float], text: str, fill: Color, image: Any) -> None:
    """Text on a plate above a corner, or below it where the image ends."""
    if not text:
        return
    right, bottom = pen.textbbox((0, 0), text)[2:]
    wide, high = right + 4, bottom + 4
    x = min(max(corner[0], 0), max(image.width - wide, 0))
    y = corner[1] - high if corner[1] >= high else max(corner[1], 0)
    pen.rectangle((x, y, x + wide, y + high), fill=fill)
    bright = 0.3 * fill[0] + 0.6 * fill[1] + 0.1 * fill[2] > 128
    pen.text((x + 2, y + 2), text, fill=(0, 0, 0) if bright else (255, 255, 255))


def _with_names(
    image: Any, masks: Sequence[np.ndarray], names: Sequence[str], numbers: Sequence[int]
) -> Any:
    """The name of each mask in the middle of it."""
    pen = _pen(image)
    for mask, name, number in zip(masks, names, numbers, strict=True):
        rows, columns = np.nonzero(mask)
        if rows.size:
            middle = float(np.median(columns)), float(np.median(rows))
            _caption(pen, middle, name, color(number), image)
    return image


def _check_size(array: np.ndarray, image: Any) -> None:
    if array.shape != (image.height, image.width):
        raise InputError(
            f"A result is of {array.shape[-2:]} pixels, the image of {(image.height, image.width)} "
            "(height, width). Pass target_sizes=[(height, width)] to the processor's method."
        )
