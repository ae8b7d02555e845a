"""OmDet-Turbo's names and tasks, and its boxes, as transformers' (which needs torchvision)."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from core.processors.compare import assert_same, noise
from core.processors.repositories import write_tokenizer
from PIL import Image

from auto_core.auto.processing import AutoProcessor
from auto_core.errors import InputError
from auto_core.processors import OmDetTurboProcessor

# Past the check of what is installed.
theirs = importlib.import_module("transformers.models.omdet_turbo.processing_omdet_turbo")
SIZES = [(40, 60), (31, 29)]


@pytest.fixture
def processor(tmp_path: Path) -> Any:
    write_tokenizer(tmp_path)
    part = {"image_processor_type": "DetrImageProcessor", "size": {"height": 64, "width": 64}}
    part["processor_class"] = "OmDetTurboProcessor"
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(part))
    found = AutoProcessor.from_pretrained(tmp_path)
    assert type(found) is OmDetTurboProcessor
    return found


def images() -> list[Image.Image]:
    return [Image.fromarray(noise(61, 47)), Image.fromarray(noise(40, 70, seed=1))]


def test_names_and_tasks(processor: Any, tmp_path: Path) -> None:
    found = processor(images(), [["cat", "a dog"], ["hello"]], max_length=9, return_tensors="np")
    tokenizer = transformers.AutoTokenizer.from_pretrained(tmp_path)
    options = dict(padding="max_length", truncation=True, max_length=9, return_tensors="np")
    for prefix, texts in (
        ("tasks", ["Detect cat, a dog.", "Detect hello."]),
        ("classes", ["cat", "a dog", "hello"]),
    ):
        expected = tokenizer(texts, **options)
        assert_same(found[f"{prefix}_input_ids"], expected["input_ids"])
        assert_same(found[f"{prefix}_attention_mask"], expected["attention_mask"])
    assert found["classes_structure"].tolist() == [2, 1]
    assert found["pixel_values"].shape == (2, 3, 64, 64)
    assert not set(found) - set(processor.model_input_names)
    one = processor(images()[0], "cat,dog", task="what is this", max_length=9)
    assert np.shape(one["classes_input_ids"]) == (2, 9) and one["classes_structure"].tolist() == [2]
    assert (
        one["tasks_input_ids"][0]
        == tokenizer("what is this", **options | {"return_tensors": None})["input_ids"]
    )


def outputs() -> SimpleNamespace:
    generator = torch.Generator().manual_seed(0)
    return SimpleNamespace(
        decoder_coord_logits=torch.rand(2, 40, 4, generator=generator) * 0.5 + 0.25,
        decoder_class_logits=torch.randn(2, 40, 3, generator=generator) * 2,
        classes_structure=torch.tensor([3, 2]),
    )


def batched_nms(boxes: Any, scores: Any, labels: Any, overlap: float) -> Any:
    """What torchvision computes, box by box."""
    order, kept = torch.argsort(scores, descending=True).tolist(), []
    for i in order:
        x0, y0, x1, y1 = boxes[i].tolist()
        for j in kept:
            a0, b0, a1, b1 = boxes[j].tolist()
            inner = max(0.0, min(x1, a1) - max(x0, a0)) * max(0.0, min(y1, b1) - max(y0, b0))
            union = (x1 - x0) * (y1 - y0) + (a1 - a0) * (b1 - b0) - inner
            if labels[i] == labels[j] and inner / union > overlap:
                break
        else:
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


@pytest.mark.parametrize(
    "options", [{}, {"threshold": 0.7, "nms_threshold": 0.1}, {"max_num_det": 9}]
)
def test_boxes(processor: Any, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theirs, "batched_nms", batched_nms, raising=False)
    found = processor.post_process_grounded_object_detection(
        outputs(), target_sizes=SIZES, **options
    )
    given = outputs()
    scores, labels = theirs.compute_score(given.decoder_class_logits)
    chosen = {"threshold": 0.3, "nms_threshold": 0.5, "max_num_det": None, **options}
    for index, result in enumerate(found):
        expected = theirs._post_process_boxes_for_image(
            given.decoder_coord_logits[index],
            scores[index],
            labels,
            given.classes_structure[index],
            SIZES[index],
            **chosen,
        )
        assert len(expected[0]) and result["text_labels"] is None
        for name, value in zip(("boxes", "scores", "labels"), expected, strict=True):
            assert_same(result[name], value, 1e-5)


def test_boxes_by_their_names(processor: Any) -> None:
    names = [["cat", "dog", "sky"], ["a", "b"]]
    found = processor.post_process_grounded_object_detection(outputs(), names)
    for result, own in zip(found, names, strict=True):
        assert result["text_labels"] == [own[label] for label in result["labels"]]
        assert result["boxes"].min() >= 0 and result["boxes"].max() <= 64


def test_what_is_refused(processor: Any) -> None:
    with pytest.raises(InputError, match="text="):
        processor(images())
    with pytest.raises(InputError, match="one text or more"):
        processor(images(), [["cat"], []])
    with pytest.raises(InputError, match="1 tasks"):
        processor(images(), [["cat"], ["dog"]], task="find")
    with pytest.raises(InputError, match="text_labels of 1"):
        processor.post_process_grounded_object_detection(outputs(), ["cat", "dog"])
