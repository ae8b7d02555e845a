"""SAM 3's processor against transformers'; its image processor, which needs torchvision there, by
its rule, and what follows the model as transformers' class does."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from core.processors.compare import assert_same, noise
from core.processors.repositories import write_tokenizer
from PIL import Image
from transformers import AutoTokenizer as TheirTokenizer
from transformers.models.sam3.processing_sam3 import Sam3Processor as Theirs

from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError
from auto_core.outputs import Sam3ImageSegmentationOutput
from auto_core.processors import Sam3ImageProcessor, Sam3Processor

SIZES = [(61, 47), (30, 90)]
PROMPTS: list[dict[str, Any]] = [
    {"text": ["a cat", "the dog"]},
    {"text": "a cat", "input_boxes": [[[1, 2, 30, 40]], [[3, 4, 50, 60]]]},
    {"input_boxes": [[[1, 2, 30, 40], [5, 6, 7.5, 8]], [[3, 4, 50, 60]]]},
    {
        "text": [None, "a dog"],
        "input_boxes": [[[1, 2, 30, 40], [5, 6, 7.5, 8]], [[3, 4, 50, 60]]],
        "input_boxes_labels": [[1, 0], [0]],
    },
    {"text": ["a cat", "hello world"], "input_boxes": [[[1, 2, 30, 40]], None]},
    {
        "text": "a",
        "input_boxes": np.full((2, 3, 4), 9.0),
        "input_boxes_labels": np.ones((2, 3), int),
    },
    {"input_boxes": [[[-10, 4, 7, 8]], [[1, 1, 2, 2]]]},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_tokenizer(tmp_path, model_max_length=32)
    part = {"image_processor_type": "Sam3ImageProcessorFast", "size": {"height": 84, "width": 84}}
    config = {"processor_class": "Sam3VideoProcessor", "image_processor": part}
    (tmp_path / "processor_config.json").write_text(json.dumps(config))
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "sam3_video"}))
    return tmp_path


@pytest.fixture
def ours(folder: Path) -> Any:
    return AutoProcessor.from_pretrained(folder)


@pytest.fixture
def theirs(folder: Path) -> Any:
    """Their processor without its image processor."""
    found = object.__new__(Theirs)
    found.image_processor = SimpleNamespace(size={"height": 84, "width": 84})
    found.tokenizer = TheirTokenizer.from_pretrained(folder)
    found.target_size, found.point_pad_value = 84, -10
    return found


def test_the_processor_of_published_files(ours: Any, tmp_path: Path) -> None:
    assert type(ours) is Sam3Processor
    assert type(ours.image_processor) is Sam3ImageProcessor
    ours.save_pretrained(tmp_path / "again")
    again = AutoProcessor.from_pretrained(tmp_path / "again")
    assert again.image_processor == ours.image_processor


@pytest.mark.parametrize("prompts", PROMPTS, ids=range(len(PROMPTS)))
def test_prompts(prompts: dict[str, Any], ours: Any, theirs: Any) -> None:
    found = ours(original_sizes=SIZES, return_tensors="pt", **prompts)
    expected = theirs(original_sizes=SIZES, return_tensors="pt", **prompts)
    expected = {key: value for key, value in expected.items() if key in found}
    assert {"input_ids", "attention_mask"} <= set(expected)
    assert_same({key: found[key] for key in expected}, expected, 1e-6)
    assert set(prompts) - {"text"} <= set(expected)
    images = [Image.fromarray(noise(*size, seed=0)) for size in SIZES]
    again = ours(images=images, return_tensors="np", **prompts)
    assert again["pixel_values"].shape == (2, 3, 84, 84)
    for name in expected:
        np.testing.assert_allclose(again[name], expected[name].numpy(), rtol=1e-6)


@pytest.mark.parametrize(
    ("prompts", "message"),
    [
        ({"input_boxes": [[1, 2, 3, 4]]}, "input_boxes are"),
        ({"input_boxes": [[[1, 2, 3]]]}, "input_boxes are"),
        ({"input_boxes": [[["a", 2, 3, 4]]]}, "lists of numbers"),
        ({"input_boxes": []}, "empty"),
        ({"input_boxes": [[[1, 2, 3, 4]]], "input_boxes_labels": [[1, 0]]}, "a label of each"),
        ({"input_boxes": [[[1, 2, 3, 4]]], "text": ["a", "b"]}, "2 texts"),
    ],
)
def test_prompts_that_cannot_be(prompts: dict[str, Any], message: str, ours: Any) -> None:
    with pytest.raises(InputError, match=message):
        ours(original_sizes=SIZES[:1], **prompts)
    with pytest.raises(InputError, match="original_sizes"):
        ours(**{"input_boxes": [[[1, 2, 3, 4]]]})
    with pytest.raises(InputError, match="Pass images"):
        ours()


def test_images_and_their_masks(ours: Any) -> None:
    image, labels = noise(61, 47, seed=0), noise(61, 47, seed=1)[..., 0] % 3
    found = ours(images=image, segmentation_maps=labels, return_tensors="np")
    resized = np.asarray(Image.fromarray(image).resize((84, 84), Image.Resampling.BILINEAR))
    expected = (resized / 255 - 0.5) / 0.5
    np.testing.assert_allclose(found["pixel_values"][0], expected.transpose(2, 0, 1), atol=1e-5)
    assert found["labels"].shape == (1, 288, 288)
    assert set(np.unique(found["labels"])) == {0, 1, 2}


@pytest.fixture
def afterwards(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Transformers' image processor without torchvision, for what follows the model."""
    for name in ("torchvision", "torchvision.ops", "torchvision.ops.boxes"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    sys.modules["torchvision.ops.boxes"].batched_nms = None  # type: ignore[attr-defined]
    name = "transformers.models.sam3.image_processing_sam3"
    module = importlib.import_module(name)
    monkeypatch.delitem(sys.modules, name)
    return object.__new__(module.Sam3ImageProcessor)


@pytest.mark.parametrize("presence", [True, False])
@pytest.mark.parametrize("sizes", [None, SIZES])
def test_boxes_and_masks(sizes: Any, presence: bool, ours: Any, afterwards: Any) -> None:
    rng = torch.Generator().manual_seed(0)
    outputs = Sam3ImageSegmentationOutput(
        pred_masks=torch.randn(2, 9, 12, 10, generator=rng),
        pred_boxes=torch.rand(2, 9, 4, generator=rng),
        pred_logits=torch.randn(2, 9, generator=rng),
        presence_logits=torch.tensor([[2.0], [-9.0]]) if presence else None,
        semantic_seg=torch.randn(2, 1, 12, 10, generator=rng),
    )
    for method, options in [
        ("post_process_object_detection", {"threshold": 0.4}),
        ("post_process_instance_segmentation", {"threshold": 0.2, "mask_threshold": 0.6}),
        ("post_process_semantic_segmentation", {"threshold": 0.55}),
        ("post_process_semantic_segmentation", {"return_segmentation_scores": True}),
    ]:
        found = getattr(ours, method)(outputs, target_sizes=sizes, **options)
        expected = getattr(afterwards, method)(outputs, target_sizes=sizes, **options)
        expected = [dict(x) if hasattr(x, "keys") else x for x in expected]
        assert isinstance(found, list)
        assert_same(found, expected, 1e-5)
    with pytest.raises(InputError, match="target_sizes"):
        ours.post_process_object_detection(outputs, target_sizes=SIZES[:1])


def test_the_trackers_processors(tmp_path: Path) -> None:
    size = {"height": 48, "width": 48}
    images = {"image_processor_type": "Sam3ImageProcessorFast", "size": size}
    frames = {"video_processor_type": "Sam2VideoVideoProcessor", "size": size}
    files = {"preprocessor_config": images, "video_preprocessor_config": frames}
    for name in ("Sam3TrackerProcessor", "Sam3TrackerVideoProcessor"):
        files["processor_config"] = {"processor_class": name}
        for file, content in files.items():
            (tmp_path / f"{file}.json").write_text(json.dumps(content))
        found = AutoProcessor.from_pretrained(tmp_path)
        assert type(found).__name__ == name
        prompts = {"input_points": [[[[3, 4]]]], "input_labels": [[[1]]]}
        features = found(images=noise(50, 40), return_tensors="np", **prompts)
        assert features["pixel_values"].shape == (1, 3, 48, 48)
        np.testing.assert_allclose(features["input_points"], [[[[3 * 48 / 40, 4 * 48 / 50]]]])
        (masks,) = found.post_process_masks([np.zeros((1, 3, 24, 24))], [[50, 40]])
        assert masks.shape == (1, 3, 50, 40)
