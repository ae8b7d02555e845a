"""PaddleOCR's image processors, which need torchvision in transformers: pixels by their rule, what
follows the model against transformers'."""

from __future__ import annotations

import importlib
import math
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from core.processors.compare import noise
from transformers.utils import is_torchvision_available

from auto_core.errors import InputError, MissingDependencyError
from auto_core.processors import pp_ocr
from auto_core.processors.post_processing import text_regions

NAMES = ("torchvision", "torchvision.transforms", "torchvision.transforms.v2")
INSIDE = "torchvision.transforms.v2.functional"
MEAN, STD = [0.406, 0.456, 0.485], [0.225, 0.224, 0.229]


@pytest.fixture
def theirs(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Any:
    """Transformers' image processor without torchvision, for its rules of sizes and for what
    follows the model."""
    is_torchvision_available()  # the answer is kept
    for name in (*NAMES, INSIDE):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    sys.modules[NAMES[-1]].functional = sys.modules[INSIDE]  # type: ignore[attr-defined]
    kind = getattr(request, "param", "Det")
    name = f"pp_ocrv5_server_{kind.lower()}"
    path = f"transformers.models.{name}.image_processing_{name}"
    module = importlib.import_module(path)
    monkeypatch.delitem(sys.modules, path)
    return object.__new__(getattr(module, f"PPOCRV5Server{kind}ImageProcessor"))


def resized(image: np.ndarray, size: tuple[int, int], *, antialias: bool) -> torch.Tensor:
    pixels = torch.from_numpy(image.transpose(2, 0, 1)[None]).float()
    options: dict[str, Any] = dict(mode="bilinear", align_corners=False, antialias=antialias)
    return torch.nn.functional.interpolate(pixels, size, **options)[0]


@pytest.mark.parametrize("rule", ["max", "min", "resize_long"])
@pytest.mark.parametrize("limits", [(960, 4000), (120, 4000), (300, 128), (200, None)])
@pytest.mark.parametrize("shape", [(77, 145), (500, 400), (16, 300), (12, 9)])
def test_sizes_of_pages(shape: Any, limits: Any, rule: str, theirs: Any) -> None:
    options = dict(limit_type=rule, limit_side_len=limits[0], max_side_limit=limits[1])
    image = torch.zeros(3, *shape)
    expected, before = theirs.get_image_size(image, limits[0], rule, limits[1])
    assert pp_ocr.page_size(shape, options) == (expected.height, expected.width)
    assert before.tolist() == list(shape)


def test_pages() -> None:
    image = noise(77, 145)
    found = pp_ocr.PPOCRV5ServerDetImageProcessor(limit_side_len=128)(image, return_tensors="np")
    pixels = resized(image, (64, 128), antialias=True).permute(1, 2, 0).numpy() / 255
    expected = ((pixels - MEAN) / STD).transpose(2, 0, 1)[::-1]
    np.testing.assert_allclose(found["pixel_values"][0], expected, atol=1e-4)
    np.testing.assert_array_equal(found["target_sizes"], [[77, 145]])
    with pytest.raises(InputError, match="limit_type is 'both', expected one of max"):
        pp_ocr.PPOCRV5ServerDetImageProcessor()(image, limit_type="both")


@pytest.mark.parametrize("theirs", ["Rec"], indirect=True)
@pytest.mark.parametrize(
    "shapes", [[(48, 100)], [(30, 700), (20, 30)], [(9, 900)], [(50, 310), (40, 310)]]
)
def test_sizes_of_lines(shapes: Any, theirs: Any) -> None:
    theirs.size, theirs.max_image_width = {"height": 48, "width": 320}, 1500
    expected = theirs.get_target_size(shapes)
    processor = pp_ocr.PPOCRV5ServerRecImageProcessor(max_image_width=1500)
    assert processor.line_size(shapes) == (expected.height, expected.width)


def test_lines_as_wide_as_the_widest() -> None:
    images = [noise(24, 100), noise(30, 60)]
    found = pp_ocr.PPOCRV5ServerRecImageProcessor()(images, return_tensors="np")["pixel_values"]
    assert found.shape == (2, 3, 48, 320) and not found[..., 200:].any()
    for ours, image in zip(found, images, strict=True):
        expected = resized(image, (48, 200), antialias=True).numpy() / 255 * 2 - 1
        np.testing.assert_allclose(ours[..., :200], expected, atol=1e-4)


def test_lines_of_the_sixth_version() -> None:
    image = noise(90, 700)
    found = pp_ocr.PPOCRV6SmallRecImageProcessor()(image, return_tensors="np")["pixel_values"][0]
    expected = resized(image, (48, 373), antialias=False).round().numpy()[::-1] / 255 * 2 - 1
    np.testing.assert_allclose(found, expected, atol=2.1 / 255)
    assert (np.abs(found - expected) > 1e-5).mean() < 0.001  # halves that round the other way


@pytest.mark.parametrize("theirs", ["Rec"], indirect=True)
def test_texts(theirs: Any) -> None:
    scores = torch.rand(3, 12, 5, generator=torch.Generator().manual_seed(0))
    scores[0, 3:6, 2] = 2.0  # one character of three columns
    scores[0, 7, 0] = scores[1, :, 0] = 2.0
    outputs = SimpleNamespace(last_hidden_state=scores)
    processor = pp_ocr.PPOCRV5ServerRecImageProcessor(character_list=list("-abcd"))
    theirs.character_list = list("-abcd")
    found = processor.post_process_text_recognition(outputs)
    expected = theirs.post_process_text_recognition(outputs)
    assert [x["text"] for x in found] == [x["text"] for x in expected]
    assert found[1]["text"] == "" and math.isnan(found[1]["score"])
    np.testing.assert_allclose([x["score"] for x in found], [x["score"] for x in expected], 1e-6)
    with pytest.raises(InputError, match="character_list has 2 characters"):
        pp_ocr.PPOCRV5ServerRecImageProcessor(
            character_list=["-", "a"]
        ).post_process_text_recognition(outputs)


def page_map() -> torch.Tensor:
    """[2 1 96 128]: turned bars of text, and specks that are too small."""
    rows, columns = np.mgrid[:96, :128]
    maps = np.full((2, 96, 128), 0.05, np.float32)
    rng = np.random.default_rng(0)
    for image in maps:
        for _ in range(6):
            y, x, angle = rng.uniform(15, 80), rng.uniform(15, 110), rng.uniform(-1, 1)
            along = (columns - x) * np.cos(angle) + (rows - y) * np.sin(angle)
            across = (rows - y) * np.cos(angle) - (columns - x) * np.sin(angle)
            inside = (abs(along) < rng.uniform(6, 16)) & (abs(across) < rng.uniform(2, 5))
            image[inside] = rng.uniform(0.4, 0.95)
        image[3, 4] = 0.9
    return torch.from_numpy(maps[:, None])


@pytest.mark.parametrize(
    "options", [{}, {"box_threshold": 0.3, "unclip_ratio": 2.0}, {"min_size": 8}]
)
def test_boxes_of_text(options: Any, theirs: Any) -> None:
    pytest.importorskip("cv2")
    outputs, sizes = SimpleNamespace(last_hidden_state=page_map()), [(200, 300), (96, 128)]
    processor = pp_ocr.PPOCRV5ServerDetImageProcessor()
    found = processor.post_process_object_detection(outputs, target_sizes=sizes, **options)
    expected = theirs.post_process_object_detection(
        outputs, target_sizes=torch.tensor(sizes, dtype=torch.float32), **options
    )
    assert sum(len(x["boxes"]) for x in found) > 1
    for ours, other in zip(found, expected, strict=True):
        for name in ("boxes", "scores", "labels"):
            torch.testing.assert_close(ours[name], other[name])


def test_growth_against_transformers(theirs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    corners = np.array([[3, 1], [9, 3], [8, 6], [2, 4]], np.float32)
    edges = np.roll(corners, -1, 0) - corners
    measures = SimpleNamespace(
        arcLength=lambda points, closed: float(np.linalg.norm(edges, axis=1).sum()),
        contourArea=lambda points: float(abs(np.linalg.det(edges[:2].astype(np.float64)))),
    )
    monkeypatch.setitem(type(theirs)._unclip.__globals__, "cv2", measures)
    for turn in (corners, corners[::-1].copy()):
        edges = np.roll(turn, -1, 0) - turn
        found, expected = text_regions.grown(turn, 1.5), theirs._unclip(turn, 1.5)[0]
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_boxes_need_opencv_and_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    processor = pp_ocr.PPOCRV5ServerDetImageProcessor()
    outputs = SimpleNamespace(last_hidden_state=page_map())
    with pytest.raises(MissingDependencyError, match="opencv"):
        processor.post_process_object_detection(outputs, target_sizes=[(9, 9)] * 2)
    with pytest.raises(InputError, match="target_sizes"):
        processor.post_process_object_detection(outputs)
