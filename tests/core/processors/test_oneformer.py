"""OneFormer's tasks, targets and texts, and its segments, against transformers'."""

from __future__ import annotations

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
from auto_core.processors import OneFormerImageProcessor, OneFormerProcessor

SIZES = [(20, 30), (17, 9)]
INFO = {
    "0": {"name": "sky", "isthing": 0},
    "1": {"name": "cat", "isthing": 1},
    "2": {"name": "dog", "isthing": 1},
    "3": {"name": "photo", "isthing": 0},
}
SMALL = {"size": {"shortest_edge": 64, "longest_edge": 100}, "num_text": 6}


def images() -> list[Image.Image]:
    return [Image.fromarray(noise(61, 47)), Image.fromarray(noise(40, 70, seed=1))]


def maps() -> list[np.ndarray]:
    return [noise(61, 47, 1)[..., 0] % 4, noise(40, 70, 1, seed=1)[..., 0] % 3]


def pair(folder: Path, **options: Any) -> tuple[Any, Any]:
    (folder / "classes.json").write_text(json.dumps(INFO))
    given = {"class_info_file": "classes.json", "repo_path": str(folder), **SMALL, **options}
    theirs = transformers.models.oneformer.OneFormerImageProcessorPil
    return OneFormerImageProcessor(**given), theirs(**given)


def test_images_alone(tmp_path: Path) -> None:
    mine, theirs = pair(tmp_path)
    assert_same(mine(images(), return_tensors="np"), theirs(images(), return_tensors="np"))


@pytest.mark.parametrize("tasks", [["semantic", "instance"], ["panoptic", "semantic"]])
@pytest.mark.parametrize(
    "options",
    [{"ignore_index": 255}, {"ignore_index": 255, "do_reduce_labels": True}, {"ignore_index": 2}],
)
def test_targets(options: dict[str, Any], tasks: list[str], tmp_path: Path) -> None:
    mine, theirs = pair(tmp_path, **options)
    given = (images(), tasks, maps())
    found = mine(*given, return_tensors="np")
    assert_same(found, theirs(*given, return_tensors="np"))
    assert any("cat" in text for text in found["text_inputs"][0])


def test_targets_of_instances(tmp_path: Path) -> None:
    mine, theirs = pair(tmp_path, ignore_index=255)
    classes = [{0: 1, 1: 1, 2: 3, 3: 2}, {0: 2, 1: 0, 2: 2}]
    for tasks in (["semantic", "instance"], ["panoptic", "panoptic"]):
        given = (images(), tasks, maps(), classes)
        assert_same(mine(*given, return_tensors="np"), theirs(*given, return_tensors="np"))


def test_the_last_part_alone(tmp_path: Path) -> None:
    mine, theirs = pair(tmp_path, ignore_index=255)
    arrays = [noise(30, 20).transpose(2, 0, 1), noise(20, 30, seed=1).transpose(2, 0, 1)]
    labels = [noise(30, 20, 1)[..., 0] % 4, noise(20, 30, 1)[..., 0] % 4]
    given = (arrays, ["semantic", "panoptic"], labels)
    found = mine.encode_inputs(*given, return_tensors="np")
    assert_same(found, theirs.encode_inputs(*given, return_tensors="np"))


def outputs(queries: int = 20) -> SimpleNamespace:
    """Queries that are sure, of regions that overlap."""
    generator = torch.Generator().manual_seed(0)
    classes = torch.randn(2, queries, 5, generator=generator) * 4
    shapes = torch.randn(2, queries, 4, 5, generator=generator) * 6
    shapes = torch.nn.functional.interpolate(shapes, (12, 15), mode="bilinear")
    return SimpleNamespace(class_queries_logits=classes, masks_queries_logits=shapes)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"target_sizes": SIZES},
        {"threshold": 0.9999999},
        {"task_type": "panoptic", "threshold": 0.1},
        {"overlap_mask_area_threshold": 0.1, "return_coco_annotation": True},
        {"is_demo": False, "overlap_mask_area_threshold": 0.2},
    ],
)
def test_instances(options: dict[str, Any], tmp_path: Path, monkeypatch: Any) -> None:
    mine, theirs = pair(tmp_path)
    module = transformers.models.oneformer.image_processing_pil_oneformer
    bilinear = SimpleNamespace(
        InterpolationMode=SimpleNamespace(BILINEAR="bilinear"),
        resize=lambda x, size, interpolation: torch.nn.functional.interpolate(
            x, size, mode=interpolation
        ),
    )  # what transformers 4 has there
    monkeypatch.setattr(module, "tvF", bilinear, raising=False)
    found = mine.post_process_instance_segmentation(outputs(), **options)
    expected = theirs.post_process_instance_segmentation(outputs(), **options)
    assert_same(found, expected, 1e-5)
    panoptic = {"target_sizes": SIZES, "label_ids_to_fuse": {1}}
    assert_same(
        mine.post_process_panoptic_segmentation(outputs(), **panoptic),
        theirs.post_process_panoptic_segmentation(outputs(), **panoptic),
        1e-5,
    )
    assert_same(
        mine.post_process_semantic_segmentation(outputs(), SIZES),
        theirs.post_process_semantic_segmentation(outputs(), SIZES),
    )


def test_countable_classes_are_numbered_among_themselves(tmp_path: Path) -> None:
    mine, _ = pair(tmp_path)
    mine.class_info_file, mine.metadata = "ade20k.json", mine.read_metadata()
    found = mine.post_process_instance_segmentation(
        outputs(), is_demo=False, overlap_mask_area_threshold=0.1
    )
    labels = {info["label_id"] for result in found for info in result["segments_info"]}
    assert labels and labels <= {0, 1}


def test_the_whole_processor(tmp_path: Path) -> None:
    _, theirs_part = pair(tmp_path, ignore_index=255)
    write_tokenizer(tmp_path)
    tokenizer = transformers.AutoTokenizer.from_pretrained(tmp_path)
    theirs = transformers.OneFormerProcessor(
        theirs_part, tokenizer, max_seq_length=9, task_seq_length=7
    )
    theirs.save_pretrained(tmp_path / "saved")
    mine = AutoProcessor.from_pretrained(tmp_path / "saved")
    assert type(mine) is OneFormerProcessor and mine.task_seq_length == 7
    given = (images(), ["semantic", "instance"], maps())
    found = mine(*given, return_tensors="pt")
    assert_same(found, theirs(*given, return_tensors="pt"))
    assert found["task_inputs"].shape == (2, 7) and found["text_inputs"].shape == (2, 6, 9)
    alone = mine(images()[0], "panoptic", return_tensors="pt")
    assert_same(alone, theirs(images()[0], ["panoptic"], return_tensors="pt"))
    arrays = [np.ones((3, 8, 9), np.float32)]
    encoded = mine.encode_inputs(arrays, ["panoptic"], return_tensors="pt")
    assert_same(encoded, theirs.encode_inputs(arrays, ["panoptic"], return_tensors="pt"))


def test_what_is_refused(tmp_path: Path) -> None:
    mine, _ = pair(tmp_path)
    with pytest.raises(InputError, match="expected some of semantic"):
        mine(images(), ["depth"])
    with pytest.raises(InputError, match="1 task_inputs"):
        mine(images(), ["semantic"], maps())
    with pytest.raises(InputError, match="ignore_index"):
        mine(images(), ["semantic"] * 2, maps(), do_reduce_labels=True)
    with pytest.raises(InputError, match="Nothing says what classes"):
        OneFormerImageProcessor(num_text=3)(images(), ["semantic"] * 2, maps())
    with pytest.raises(InputError, match="num_text is None"):
        pair(tmp_path, num_text=None)[0](images(), ["semantic"] * 2, maps())
    with pytest.raises(InputError, match="metadata lacks thing_ids"):
        given = dict(metadata={"class_names": []}, num_text=3)
        OneFormerImageProcessor(**given)(images(), ["semantic"] * 2, maps())
    with pytest.raises(InputError, match="has the class 7"):
        mine(images()[0], ["panoptic"], [np.full((61, 47), 7)])
    with pytest.raises(InputError, match="at most"):
        OneFormerImageProcessor(num_text=10**9)
    write_tokenizer(tmp_path)
    processor = OneFormerProcessor(mine, transformers.AutoTokenizer.from_pretrained(tmp_path))
    with pytest.raises(InputError, match="task_inputs"):
        processor(images())
