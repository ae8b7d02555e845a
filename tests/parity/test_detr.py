"""DETR: positions, masks, losses after matching and its three heads, against transformers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import compare, expected

from auto_core.errors import InputError

CASES = architecture("detr").by_id()


def test_files_of_segmentation_and_detection_serve_each_other(tmp_path: Path) -> None:
    reference = expected(CASES["ForSegmentation-labels"])
    whole = backends.load("numpy", "DetrForSegmentation", reference.directory)
    detector = backends.load("numpy", "DetrForObjectDetection", reference.directory)
    base = backends.load("numpy", "DetrModel", reference.directory)
    detector.save_pretrained(tmp_path)
    again = backends.load("numpy", "DetrForSegmentation", tmp_path)
    assert {name.split(".")[0] for name in again.loading_report.initialised} == {
        "mask_head",
        "bbox_attention",
    }
    pixels = {"pixel_values": reference.inputs["pixel_values"]}
    logits = whole(**pixels).logits
    for model in (detector, again):
        np.testing.assert_array_equal(model(**pixels).logits, logits)
    last = detector.model(**pixels).last_hidden_state
    np.testing.assert_array_equal(base(**pixels).last_hidden_state, last)


@pytest.mark.parametrize("backend", BACKENDS)
def test_labels_that_lack_a_part_are_refused(backend: str) -> None:
    reference = expected(CASES["ForObjectDetection-labels"])
    model = backends.load(backend, "DetrForObjectDetection", reference.directory)
    labels = [{"class_labels": np.array([1])}] * 2
    with pytest.raises(InputError, match="boxes"):
        model(pixel_values=reference.inputs["pixel_values"], labels=labels)
    with pytest.raises(InputError, match="one entry for each image"):
        model(pixel_values=reference.inputs["pixel_values"], labels={})
    labels = [{"class_labels": np.array([1]), "boxes": np.full((2, 4), 0.5, np.float32)}] * 2
    with pytest.raises(InputError, match="1 class_labels, 2 boxes"):
        model(pixel_values=reference.inputs["pixel_values"], labels=labels)


@pytest.mark.skipif("torch" not in BACKENDS, reason="another backend's turn")
def test_labels_in_one_graph() -> None:
    case = CASES["ForObjectDetection-labels"]
    model = backends.load("torch", case.head, expected(case).directory)
    compiled = torch.compile(model, fullgraph=True, backend="eager")
    compare(case, "torch", backends.run("torch", compiled, expected(case).inputs))
