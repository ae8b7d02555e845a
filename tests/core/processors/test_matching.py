"""Pairs of images and the points that they share, as transformers has them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import torch
import transformers
from core.processors.compare import assert_same, noise
from PIL import Image

import auto_core.processors as ours
from auto_core.errors import InputError

NAMES = ["SuperGlue", "LightGlue"]


def pair(name: str, **options: Any) -> tuple[Any, Any]:
    theirs = getattr(transformers, f"{name}ImageProcessorPil")
    return getattr(ours, f"{name}ImageProcessor")(**options), theirs(**options)


def photos() -> list[Image.Image]:
    return [Image.fromarray(noise(61, 47)), Image.fromarray(noise(40, 70, seed=1))]


@pytest.mark.parametrize("name", [*NAMES, "EfficientLoFTR"])
@pytest.mark.parametrize(
    "options", [{}, {"size": {"height": 40, "width": 50}, "do_grayscale": False}]
)
def test_pairs(name: str, options: dict[str, Any]) -> None:
    mine, theirs = pair(name, **options)
    for images in (photos(), [photos(), photos()[::-1]], [noise(30, 40), noise(20, 30, seed=1)]):
        found = mine(images, return_tensors="np")
        assert_same(found, theirs(images, return_tensors="np"))
        assert found["pixel_values"].shape[1] == 2


def outputs() -> SimpleNamespace:
    generator = torch.Generator().manual_seed(0)
    mask = torch.tensor([[[1, 1, 1, 1, 0], [1, 1, 1, 0, 0]], [[1, 1, 0, 0, 0], [1, 1, 1, 1, 1]]])
    return SimpleNamespace(
        keypoints=torch.rand(2, 2, 5, 2, generator=generator),
        mask=mask.int(),
        matches=torch.tensor([[[1, -1, 2, 4, 0], [0] * 5], [[3, 0, 1, 1, 1], [0] * 5]]),
        matching_scores=torch.rand(2, 2, 5, generator=generator),
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("threshold", [0.0, 0.5])
def test_matches(name: str, threshold: float) -> None:
    mine, theirs = pair(name)
    sizes = [[(61, 47), (40, 70)], [(40, 70), (61, 47)]]
    found = mine.post_process_keypoint_matching(outputs(), sizes, threshold)
    assert_same(found, theirs.post_process_keypoint_matching(outputs(), sizes, threshold))
    assert_same(
        mine.post_process_keypoint_matching(outputs(), torch.tensor(sizes), threshold), found
    )
    shown = mine.visualize_keypoint_matching([photos(), photos()[::-1]], found)
    assert [image.size for image in shown] == [(117, 61), (117, 61)]


@pytest.mark.parametrize("threshold", [0.0, 0.5])
def test_matches_of_cells(threshold: float) -> None:
    mine, theirs = pair("EfficientLoFTR")
    sizes = [[(61, 47), (40, 70)], [(40, 70), (61, 47)]]
    found = mine.post_process_keypoint_matching(outputs(), sizes, threshold)
    assert_same(found, theirs.post_process_keypoint_matching(outputs(), sizes, threshold))
    with pytest.raises(InputError, match="both images"):
        mine.post_process_keypoint_matching(outputs(), sizes[:1])


def test_what_is_refused() -> None:
    mine, _ = pair("SuperGlue")
    for wrong in (photos()[0], photos() + photos()[:1], [photos(), photos()[:1]]):
        with pytest.raises(InputError, match="a pair of images"):
            mine(wrong)
    with pytest.raises(InputError, match="both images"):
        mine.post_process_keypoint_matching(outputs(), [(3, 4), (5, 6)])
