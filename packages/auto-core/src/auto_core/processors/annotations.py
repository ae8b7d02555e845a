"""Annotations of objects in images, in the two forms of COCO, into training targets.

"coco_detection": {"image_id", "annotations": [{"category_id", "bbox" (left, top, width, height),
"area", "iscrowd", ...}]}. "coco_panoptic": {"image_id", "file_name", "segments_info": [{"id",
"category_id", "area", "iscrowd"}]}, with one PNG whose colours are the segments' ids.

A target is a dict of arrays: `class_labels` [n], `boxes` [n, 4], `area` [n], `iscrowd` [n],
`image_id` [1], `orig_size` and `size` (height, width), and, if asked for, `masks` [n, h, w].
Boxes are left, top, right, bottom in pixels until `normalize` makes them centre and size as
fractions of the image.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from auto_core.errors import InputError, MissingDependencyError
from auto_core.processors import opening, transforms
from auto_core.processors.post_processing.boxes import corners_to_center
from auto_core.processors.sizes import HeightWidth

COCO_DETECTION, COCO_PANOPTIC = "coco_detection", "coco_panoptic"
_KEYS = {
    COCO_DETECTION: ("image_id", "annotations"),
    COCO_PANOPTIC: ("image_id", "segments_info", "file_name"),
}

Target = dict[str, Any]


def format_name(value: Any) -> str:
    """The name of an annotation format.

    Raises:
        InputError: it is not known.
    """
    name = getattr(value, "value", value)
    if name not in _KEYS:
        raise InputError(f"format is {value!r}, expected one of {', '.join(map(repr, _KEYS))}.")
    return name


def check(annotations: Sequence[Any], form: str) -> None:
    """Refuse annotations without the keys of the format.

    Raises:
        InputError: naming the first such annotation and its keys.
    """
    for index, annotation in enumerate(annotations):
        listed = _KEYS[form][1]
        if (
            not isinstance(annotation, Mapping)
            or any(key not in annotation for key in _KEYS[form])
            or not isinstance(annotation[listed], list | tuple)
        ):
            found = list(annotation) if isinstance(annotation, Mapping) else annotation
            raise InputError(
                f"annotations[{index}] has {found!r:.200}, but {form} needs the keys "
                f"{', '.join(_KEYS[form])}, with a list under {listed!r}."
            )


def prepare(
    annotation: Mapping[str, Any],
    form: str,
    image_size: HeightWidth,
    *,
    masks: bool | None = None,
    masks_path: str | os.PathLike[str] | None = None,
) -> Target:
    """The target of one image; `masks` defaults to True for panoptic annotations."""
    if form == COCO_DETECTION:
        return _detection(annotation, image_size, bool(masks))
    if masks_path is None:
        raise InputError(
            "coco_panoptic annotations need masks_path=..., the folder of their PNG files."
        )
    return _panoptic(annotation, image_size, masks is not False, Path(masks_path))


def _detection(annotation: Mapping[str, Any], image_size: HeightWidth, masks: bool) -> Target:
    height, width = image_size
    objects = [item for item in annotation["annotations"] if not item.get("iscrowd")]
    boxes = np.asarray([item["bbox"] for item in objects], dtype=np.float32).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    boxes[:, 0::2] = boxes[:, 0::2].clip(0, width)
    boxes[:, 1::2] = boxes[:, 1::2].clip(0, height)
    keep = (boxes[:, 3] > boxes[:, 1]) & (boxes[:, 2] > boxes[:, 0])

    def each(key: str, dtype: type) -> np.ndarray:
        return np.asarray([item[key] for item in objects], dtype=dtype)[keep]

    target: Target = {
        "image_id": np.asarray([annotation["image_id"]], dtype=np.int64),
        "class_labels": each("category_id", np.int64),
        "boxes": boxes[keep],
        "area": each("area", np.float32),
        "iscrowd": np.zeros(int(keep.sum()), dtype=np.int64),
        "orig_size": np.asarray(image_size, dtype=np.int64),
    }
    if objects and "keypoints" in objects[0]:
        points = each("keypoints", np.float32)
        target["keypoints"] = points.reshape(-1, 3) if len(points) else points
    if masks:
        polygons = [item["segmentation"] for item in objects]
        target["masks"] = _rasterized(polygons, height, width)[keep]
    return target


def _rasterized(objects: Sequence[Any], height: int, width: int) -> np.ndarray:
    """Masks [n, height, width] of objects that are polygons or COCO's run lengths."""
    if not objects:
        return np.zeros((0, height, width), dtype=np.uint8)
    try:
        from pycocotools import mask as coco  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise MissingDependencyError(
            "return_segmentation_masks=True needs pycocotools to draw polygons. Install it with "
            "`pip install pycocotools`."
        ) from error
    masks = []
    for polygons in objects:
        mask = np.asarray(coco.decode(coco.frPyObjects(polygons, height, width)), dtype=np.uint8)
        masks.append(mask.reshape(height, width, -1).any(axis=2))
    return np.stack(masks)


def _panoptic(
    annotation: Mapping[str, Any], image_size: HeightWidth, masks: bool, folder: Path
) -> Target:
    segments = annotation["segments_info"]
    path = folder / annotation["file_name"]
    if not path.is_file():
        raise InputError(f"The panoptic annotation names {path}, which is no file.")
    colours = opening.read(path, repr(str(path)), lambda image: np.asarray(image, dtype=np.uint32))
    ids = colours[..., 0] + 256 * colours[..., 1] + 256 * 256 * colours[..., 2]
    numbers = np.array([segment["id"] for segment in segments], dtype=np.int64)
    binary = (ids == numbers[:, None, None]).astype(np.uint8)
    size = np.asarray(image_size, dtype=np.int64)
    target: Target = {
        "image_id": np.asarray([annotation["image_id"]], dtype=np.int64),
        "size": size,
        "orig_size": size.copy(),
    }
    if masks:
        target["masks"] = binary
    target["boxes"] = boxes_of_masks(binary)
    target["class_labels"] = np.array([item["category_id"] for item in segments], dtype=np.int64)
    target["iscrowd"] = np.asarray([item["iscrowd"] for item in segments], dtype=np.int64)
    target["area"] = np.asarray([item["area"] for item in segments], dtype=np.float32)
    return target


def boxes_of_masks(masks: np.ndarray) -> np.ndarray:
    """The box [n, 4] of the first to the last pixel of each mask; 1e8 where a mask is empty."""
    if masks.size == 0:
        return np.zeros((0, 4))
    boxes = np.empty((len(masks), 4), dtype=np.float32)
    for index, mask in enumerate(masks):
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        if rows.size:
            boxes[index] = columns[0], rows[0], columns[-1], rows[-1]
        else:
            boxes[index] = 1e8, 1e8, 0, 0
    return boxes


# --- the target follows its image ------------------------------------------------------------


def resize(target: Target, old: HeightWidth, new: HeightWidth) -> Target:
    """After the image was resized from `old` to `new`."""
    down, across = float(new[0]) / float(old[0]), float(new[1]) / float(old[1])
    changed: Target = {"size": new}
    for key, value in target.items():
        if key == "boxes":
            value = value * np.asarray([across, down, across, down], dtype=np.float32)
        elif key == "area":
            value = value * (down * across)
        elif key == "masks":
            value = np.array(
                [transforms.resize(mask[None], new, transforms.NEAREST)[0] > 0 for mask in value],
                dtype=bool,
            ).reshape(-1, *new)
        elif key == "size":
            value = new
        changed[key] = value
    return changed


def normalize(target: Target, image_size: HeightWidth) -> Target:
    """Boxes as centre, width and height, in fractions of the image."""
    height, width = image_size
    boxes = corners_to_center(target["boxes"])
    boxes /= np.asarray([width, height, width, height], dtype=np.float32)
    return {**target, "boxes": boxes}


def pad(target: Target, old: HeightWidth, new: HeightWidth, *, boxes: bool) -> Target:
    """After the image was padded below and to the right; `boxes`: they are fractions of it."""
    changed: Target = {"size": new}
    for key, value in target.items():
        if key == "masks":
            value = transforms.pad(value, ((0, new[0] - old[0]), (0, new[1] - old[1])))
        elif key == "boxes" and boxes:
            down, across = old[0] / new[0], old[1] / new[1]
            value = (value * np.asarray([across, down, across, down])).astype(value.dtype)
        elif key == "size":
            value = new
        changed[key] = value
    return changed
