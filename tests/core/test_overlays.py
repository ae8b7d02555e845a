"""Results on images: pixels that are to change do, in their colours, and others stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from auto_core.errors import InputError
from auto_core.overlays import DEPTH_COLORS, color, named, overlay

SIZE = (60, 90)  # height, width
WIDE = (90, 60)
GREY = Image.new("RGB", WIDE, (100, 100, 100))
NAMES = {0: "cat", 1: "dog"}


def pixels(image: Any) -> np.ndarray:
    return np.asarray(image)


def changed(image: Any) -> np.ndarray:
    """Where an image differs from the grey one."""
    return (pixels(image) != 100).any(-1)


@pytest.mark.parametrize("wrap", [np.asarray, torch.tensor], ids=["numpy", "torch"])
def test_boxes(wrap: Any) -> None:
    result = {
        "boxes": wrap([[10.0, 30.0, 40.0, 50.0], [60.0, 2.0, 88.0, 20.0]]),
        "scores": wrap([0.9, 0.5]),
        "labels": wrap([1, 0]),
    }
    found = pixels(overlay(GREY, result, names=NAMES))
    assert tuple(found[50, 20]) == tuple(found[40, 10]) == color(1)
    assert tuple(found[19, 60]) == color(0)
    assert tuple(found[40, 25]) == (100, 100, 100)  # within the box
    assert changed(overlay(GREY, result))[20:30, 10:30].any()  # the name
    assert (pixels(GREY) == 100).all()  # the caller's image is as it was


def test_names_instead_of_classes() -> None:
    result = {
        "boxes": np.array([[50, 40, 20, 20.0], [60, 30, 80, 55], [0, 30, 9, 55]]),  # turned round
        "text_labels": ["cat", "dog", "cat"],
        "labels": ["cat", "dog", "cat"],
    }
    found = pixels(overlay(GREY, result))
    assert tuple(found[40, 30]) == tuple(found[55, 5]) == color(0)
    assert tuple(found[55, 70]) == color(1)
    assert (
        named(1, NAMES, 0.504) == "dog 0.50" and named(7, ["a"]) == "7" and named(None, None) == ""
    )


def test_masks_classes_and_segments() -> None:
    masks = np.zeros((2, 1, *SIZE), bool)
    masks[0, 0, :30, :40], masks[1, 0, 40:, 50:] = True, True
    found = pixels(overlay(GREY, masks))
    half = [round((100 + channel) / 2) for channel in color(1)]
    assert np.abs(found[50, 70].astype(int) - half).max() <= 1 and not changed(found)[35].any()
    classes = np.full(SIZE, 255)
    classes[:, :45] = 1
    found = pixels(overlay(GREY, torch.tensor(classes), names=NAMES))
    assert changed(found)[:, :45].all() and not changed(found)[:5, 45:].any()
    info = [{"id": 1, "label_id": 0, "score": 0.7}, {"id": 2, "label_id": 1}]
    numbers = np.where(classes == 1, 2, -1)
    found = overlay(GREY, {"segmentation": numbers, "segments_info": info}, names=NAMES)
    assert changed(found)[:, :45].all() and not changed(found)[:5, 50:].any()


def test_depth_keypoints_and_matches() -> None:
    depth = np.linspace(2, 5, SIZE[0] * SIZE[1]).reshape(SIZE)
    found = pixels(overlay(GREY, {"predicted_depth": torch.tensor(depth)}))
    np.testing.assert_array_equal(found[0, 0], DEPTH_COLORS[0])
    np.testing.assert_array_equal(found[-1, -1], DEPTH_COLORS[-1])
    flat = pixels(overlay(GREY, {"predicted_depth": np.ones(SIZE)}))
    assert (flat == DEPTH_COLORS[0]).all()
    points = {"keypoints": np.array([[20, 30], [70, 10]]), "scores": np.array([1.0, 0.0])}
    found = pixels(overlay(GREY, points))
    assert tuple(found[30, 20]) == (0, 255, 0) and tuple(found[10, 70]) == (255, 0, 0)
    other = Image.new("RGB", (50, 80), (100, 100, 100))
    match = {"keypoints0": np.array([[10, 20]]), "keypoints1": np.array([[10, 20]])}
    found = overlay(GREY, match, other=other)
    assert found.size == (140, 80) and tuple(pixels(found)[20, 60]) == (0, 255, 0)


def test_images_of_all_kinds(tmp_path: Path) -> None:
    GREY.save(tmp_path / "a.png")
    result = {"boxes": np.zeros((0, 4)), "labels": np.zeros(0, int)}
    images = (
        tmp_path / "a.png",
        np.full((3, *SIZE), 100 / 255),
        np.full((*SIZE, 3), 100, np.uint8),
    )
    for image in (*images, Image.new("L", WIDE, 100)):
        np.testing.assert_array_equal(pixels(overlay(image, result)), pixels(GREY))


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ({"logits": 1}, "Of a result with logits"),
        (np.zeros((2, 3)), "a class for each pixel"),
        (np.zeros((2, 3), int), "Pass target_sizes"),
        ({"predicted_depth": np.zeros((2, 3))}, "Pass target_sizes"),
        ({"keypoints0": [], "keypoints1": []}, "other="),
        (["cat"], "is a list"),
    ],
)
def test_what_cannot_be_shown(result: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        overlay(GREY, result)
