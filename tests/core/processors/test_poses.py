"""ViTPose's crops and keypoints, as transformers computes them with SciPy."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import assert_same, noise
from PIL import Image

from auto_core.errors import InputError
from auto_core.overlays import overlay
from auto_core.processors import VitPoseImageProcessor

# Within the image, beyond its edges, wider than high.
BOXES = [
    [[10.0, 12.5, 30.0, 60.0], [-20.0, -5.0, 90.0, 200.0], [40.0, 50.0, 70.0, 8.0]],
    [[0.0, 0.0, 64.0, 48.0]],
]
SIZE = {"height": 32, "width": 24}


def images() -> list[Any]:
    return [Image.fromarray(noise(123, 77)), Image.fromarray(noise(48, 64, seed=1))]


def pair(**options: Any) -> tuple[Any, Any]:
    theirs = transformers.models.vitpose.VitPoseImageProcessorPil
    return VitPoseImageProcessor(**options), theirs(**options)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"size": SIZE},
        {"size": {"height": 20, "width": 40}, "do_normalize": False},
        {"size": SIZE, "normalize_factor": 150.0, "do_rescale": False},
    ],
)
def test_crops(options: dict[str, Any]) -> None:
    mine, theirs = pair(**options)
    found = mine(images(), boxes=BOXES, return_tensors="np")
    assert_same(found, theirs(images(), boxes=BOXES, return_tensors="np"))
    assert found["pixel_values"].shape[0] == 4


def test_crops_of_floats() -> None:
    mine, theirs = pair(size=SIZE, do_rescale=False)
    image = noise(50, 40).astype(np.float32) / 255
    given = dict(boxes=[BOXES[0]], return_tensors="np")
    assert_same(mine(image, **given), theirs(image, **given))


@pytest.mark.parametrize("threshold", [None, 0.7])
@pytest.mark.parametrize("kernel", [11, 3])
def test_keypoints(kernel: int, threshold: float | None) -> None:
    mine, theirs = pair(size=SIZE)
    maps = torch.rand(4, 5, 8, 6, generator=torch.Generator().manual_seed(0))
    maps[0, 1] = -maps[0, 1]  # nothing is above 0
    outputs = SimpleNamespace(heatmaps=maps)
    options = dict(boxes=BOXES, kernel_size=kernel, threshold=threshold)
    found = mine.post_process_pose_estimation(outputs, **options)
    assert_same(found, theirs.post_process_pose_estimation(outputs, **options), 1e-5)
    array = mine.post_process_pose_estimation(SimpleNamespace(heatmaps=maps.numpy()), **options)
    assert_same(array, [[{k: v.numpy() for k, v in each.items()} for each in x] for x in found])


def test_relative_boxes() -> None:
    mine, theirs = pair(size=SIZE)
    outputs = SimpleNamespace(heatmaps=torch.rand(3, 4, 8, 6))
    boxes = np.random.default_rng(0).uniform(0.2, 0.5, (3, 1, 4))
    options = dict(boxes=boxes, target_sizes=[(60, 80), (90, 70), (50, 51)])
    assert_same(
        mine.post_process_pose_estimation(outputs, **options),
        theirs.post_process_pose_estimation(outputs, **options),
        1e-5,
    )


def test_a_pose_is_put_onto_its_image() -> None:
    outputs = SimpleNamespace(heatmaps=torch.rand(4, 5, 8, 6))
    found = VitPoseImageProcessor().post_process_pose_estimation(outputs, BOXES)
    assert overlay(images()[0], found[0][0]) != images()[0]


def test_wrong_boxes() -> None:
    processor = VitPoseImageProcessor()
    outputs = SimpleNamespace(heatmaps=torch.rand(4, 5, 8, 6))
    with pytest.raises(InputError, match="2 images but boxes of 1"):
        processor(images(), boxes=BOXES[:1])
    with pytest.raises(InputError, match=r"expected \[n 4\]"):
        processor(images()[0], boxes=BOXES[0])
    with pytest.raises(InputError, match="a width and a height"):
        processor(images()[0], boxes=[[[0.0, 0.0, 0.0, 5.0]]])
    with pytest.raises(InputError, match="heat maps but 1 boxes"):
        processor.post_process_pose_estimation(outputs, BOXES[1:])
    with pytest.raises(InputError, match="1 target_sizes"):
        processor.post_process_pose_estimation(outputs, BOXES, target_sizes=[(3, 4)])
    with pytest.raises(InputError, match="kernel_size"):
        processor.post_process_pose_estimation(outputs, BOXES, kernel_size=0)
