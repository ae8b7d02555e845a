"""PP-DocLayout's image processors, which need torchvision in transformers: pixels by their rule,
what follows the model against transformers'."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from core.processors.compare import assert_same, noise
from transformers.utils import is_torchvision_available

from auto_core.errors import InputError, MissingDependencyError
from auto_core.processors.post_processing import layout
from auto_core.processors.pp_doclayout import (
    PPDocLayoutV2ImageProcessor,
    PPDocLayoutV3ImageProcessor,
)

SIZES = [(60, 80), (100, 90)]
SIZE = {"height": 64, "width": 96}
NAMES = ("torchvision", "torchvision.transforms", "torchvision.transforms.v2")


@pytest.fixture
def afterwards(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Any:
    """Transformers' image processor without torchvision, for what follows the model."""
    is_torchvision_available()  # the answer is kept
    for name in NAMES:
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    sys.modules["torchvision.transforms.v2"].functional = None  # type: ignore[attr-defined]
    version = getattr(request, "param", 3)
    name = f"transformers.models.pp_doclayout_v{version}.image_processing_pp_doclayout_v{version}"
    module = importlib.import_module(name)
    monkeypatch.delitem(sys.modules, name)
    made = object.__new__(getattr(module, f"PPDocLayoutV{version}ImageProcessor"))
    made.size = SIZE
    return made


def outputs() -> SimpleNamespace:
    """Masks are ellipses with rough edges, of which one is empty."""
    rng = torch.Generator().manual_seed(0)
    rows, columns = torch.meshgrid(torch.arange(16.0), torch.arange(24.0), indexing="ij")
    centre, size = torch.rand(2, 6, 2, generator=rng), 2 + 6 * torch.rand(2, 6, 2, generator=rng)
    down = (rows - 16 * centre[..., :1, None]) / size[..., :1, None]
    across = (columns - 24 * centre[..., 1:, None]) / size[..., 1:, None]
    masks = 1 - down**2 - across**2 + 0.2 * torch.randn(2, 6, 16, 24, generator=rng)
    masks[0, 1] = -1.0
    boxes = torch.cat([centre.flip(-1), (2 * size / torch.tensor([16, 24])).flip(-1)], -1)
    return SimpleNamespace(
        logits=3 * torch.randn(2, 6, 3, generator=rng),
        pred_boxes=boxes,
        order_logits=torch.randn(2, 6, 6, generator=rng),
        out_masks=3 * masks,
    )


def test_pixels_are_resized_without_a_wider_kernel() -> None:
    image = noise(77, 45)
    found = PPDocLayoutV3ImageProcessor(size=SIZE)(image, return_tensors="np")
    pixels = torch.from_numpy(image.transpose(2, 0, 1)[None]).float()
    resized = torch.nn.functional.interpolate(pixels, (64, 96), mode="bicubic")
    expected = resized.round().clamp(0, 255) / 255
    np.testing.assert_allclose(found["pixel_values"], expected, atol=1.1 / 255)
    differ = np.abs(found["pixel_values"] - expected.numpy()) > 1e-6
    assert differ.mean() < 0.001  # halves that round the other way
    assert set(found) == {"pixel_values"}


def test_order_and_corners(afterwards: Any) -> None:
    found = layout.reading_order(outputs().order_logits.numpy())
    np.testing.assert_array_equal(found, afterwards._get_order_seqs(outputs().order_logits))
    for seed in range(20):
        points = np.random.default_rng(seed).integers(0, 9, (7, 2))
        points = np.array([[0, 0], [4, 0], [8, 4], [4, 4], *points.tolist()])
        expected = afterwards.extract_custom_vertices(points)
        np.testing.assert_allclose(np.array(layout.convex_corners(points)), np.array(expected))


@pytest.mark.parametrize("afterwards", [2], indirect=True)
@pytest.mark.parametrize("sizes", [None, SIZES], ids=["shares", "pixels"])
@pytest.mark.parametrize("threshold", [0.3, 0.9])
def test_boxes_in_order(threshold: float, sizes: Any, afterwards: Any) -> None:
    processor = PPDocLayoutV2ImageProcessor()
    found = processor.post_process_object_detection(outputs(), threshold, sizes)
    expected = afterwards.post_process_object_detection(outputs(), threshold, sizes)
    assert_same(found, expected, 1e-5)


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.9])
def test_what_is_found_on_a_page(threshold: float, afterwards: Any) -> None:
    pytest.importorskip("cv2")
    processor, sizes = PPDocLayoutV3ImageProcessor(size=SIZE), torch.tensor(SIZES)
    found = processor.post_process_object_detection(outputs(), threshold, SIZES)
    expected = afterwards.post_process_object_detection(outputs(), threshold, sizes)
    for ours, theirs in zip(found, expected, strict=True):
        points = [x.pop("polygon_points") for x in (ours, theirs)]
        for one, other in zip(*points, strict=True):
            np.testing.assert_allclose(one, np.array(other))
    assert_same(found, expected, 1e-5)


def test_without_opencv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    processor = PPDocLayoutV3ImageProcessor(size=SIZE)
    with pytest.raises(MissingDependencyError, match="opencv"):
        processor.post_process_object_detection(outputs(), 0.3, SIZES)
    with pytest.raises(InputError, match="target_sizes"):
        processor.post_process_object_detection(outputs(), 0.3)
    empty = outputs()
    empty.out_masks = empty.out_masks - 100.0
    first = processor.post_process_object_detection(empty, 0.3, SIZES)[0]
    box, corners = first["boxes"][0], first["polygon_points"][0]
    np.testing.assert_array_equal(corners[[0, 2]].reshape(-1), np.trunc(box))
    assert first["order_seq"].tolist() == sorted(first["order_seq"].tolist())
