"""EoMT's images, targets and results are transformers'."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import assert_same, noise
from PIL import Image

import auto_core.processors as ours
from auto_core.errors import InputError

SIZES = [(61, 47), (40, 70), (30, 90)]
EDGES: list[dict[str, Any]] = [
    {"shortest_edge": 32, "longest_edge": None},
    {"shortest_edge": 64, "longest_edge": 64},
    {"shortest_edge": 33, "longest_edge": 50},
]
CLASSES = {number: number % 3 + 1 for number in range(7)}


def images() -> list[Image.Image]:
    return [Image.fromarray(noise(*size, seed=i)) for i, size in enumerate(SIZES)]


def maps() -> list[np.ndarray]:
    return [noise(*size, 1, seed=i)[..., 0] % 5 for i, size in enumerate(SIZES)]


def pair(**options: Any) -> tuple[Any, Any]:
    return ours.EomtImageProcessor(**options), transformers.EomtImageProcessorPil(**options)


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def outputs(count: int = 3, **more: Any) -> SimpleNamespace:
    masks = random(count, 6, 4, 5, seed=1) * 4
    masks = torch.nn.functional.interpolate(masks, (16, 16), mode="bilinear")
    classes = random(count, 6, 4) * 3
    return SimpleNamespace(
        class_queries_logits=classes, masks_queries_logits=masks, **{"patch_offsets": None} | more
    )


@pytest.mark.parametrize("size", EDGES, ids=str)
@pytest.mark.parametrize(
    "options",
    [
        {"do_pad": True},
        {"do_split_image": True},
        {"do_split_image": True, "do_pad": True, "ignore_index": 255},
    ],
    ids=str,
)
@pytest.mark.parametrize("classes", [None, CLASSES], ids=["classes", "instances"])
def test_images_and_targets(size: Any, options: dict[str, Any], classes: Any) -> None:
    mine, theirs = pair(size=size, **options)
    expected, found = theirs(images(), maps(), classes), mine(images(), maps(), classes)
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert_same(list(map(np.asarray, found[name])), list(map(np.asarray, value)))


def test_targets_as_torch_tensors() -> None:
    mine, theirs = pair(size=EDGES[1], do_pad=True, ignore_index=255)
    found = mine(images(), maps(), return_tensors="pt")
    assert_same(found, theirs(images(), maps(), return_tensors="pt"))
    assert all(isinstance(item, torch.Tensor) for item in found["mask_labels"])


@pytest.mark.parametrize("size", EDGES, ids=str)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"threshold": 0.3, "overlap_mask_area_threshold": 0.3, "stuff_classes": [0, 1]},
        {"threshold": 0.1, "mask_threshold": 0.2, "stuff_classes": [0, 2]},
        {"threshold": 0.9999},
    ],
    ids=str,
)
def test_panoptic_segments(size: Any, options: dict[str, Any]) -> None:
    mine, theirs = pair(size=size)
    expected = theirs.post_process_panoptic_segmentation(outputs(), SIZES, **options)
    found = mine.post_process_panoptic_segmentation(outputs(), SIZES, **options)
    assert_same(found, expected, 1e-5)


@pytest.mark.parametrize("threshold", [0.3, 0.8])
def test_instances(threshold: float) -> None:
    mine, theirs = pair()
    given = outputs(), SIZES, threshold, EDGES[1]
    expected = theirs.post_process_instance_segmentation(*given)
    assert any(result["segments_info"] for result in expected)
    assert_same(mine.post_process_instance_segmentation(*given), expected, 1e-5)


@pytest.mark.parametrize("scores", [False, True])
@pytest.mark.parametrize("split", [False, True])
def test_classes_of_pixels(split: bool, scores: bool) -> None:
    mine, theirs = pair(size=EDGES[0], do_split_image=split)
    offsets = theirs(images())["patch_offsets"]
    assert bool(offsets) == split
    given = outputs(len(offsets) or 3, patch_offsets=offsets), SIZES, None, scores
    expected = theirs.post_process_semantic_segmentation(*given)
    assert_same(mine.post_process_semantic_segmentation(*given), expected, 1e-5)


def test_pieces_need_a_shortest_edge() -> None:
    mine, _ = pair(size={"height": 32, "width": 32})
    with pytest.raises(InputError, match="shortest_edge"):
        mine(images(), do_split_image=True)


def test_as_many_maps_as_images() -> None:
    mine, _ = pair(size=EDGES[1])
    with pytest.raises(InputError, match="3 images but 1 segmentation maps"):
        mine(images(), maps()[:1])
