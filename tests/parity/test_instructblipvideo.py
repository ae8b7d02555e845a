"""InstructBLIP for videos: features of videos, and what it writes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures.instructblipvideo import ARCH
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected
from parity.towers import check_method

from auto_core.errors import InputError

LM = "ForConditionalGeneration-default"


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("row", [LM, "ForConditionalGeneration-other"])
@pytest.mark.parametrize("beams", [1, 3])
def test_generated_ids(row: str, beams: int, backend: str) -> None:
    case = ARCH.by_id()[row]
    reference = expected(case)
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    inputs = {k: v for k, v in reference.inputs.items() if k != "labels"}
    options: dict[str, Any] = dict(max_new_tokens=5, do_sample=False, num_beams=beams)
    given = {name: torch.as_tensor(value) for name, value in inputs.items()}
    exact = theirs.generate(**given, **options).numpy()
    model = backends.load(backend, case.head, reference.directory, dtype="float32")
    found = model.generate(**inputs, **options)
    assert np.array_equal(np.asarray(getattr(found, "sequences", found)), exact)


@pytest.mark.parametrize("backend", BACKENDS)
def test_vectors_of_videos(backend: str) -> None:
    case = ARCH.by_id()[LM]
    names = [k for k in expected(case).inputs if k.startswith(("pixel", "qformer"))]
    check_method(case, backend, "get_video_features", names)


def test_a_file_of_instructblip(tmp_path: Path) -> None:
    """Its config says where images stand, too."""
    reference = expected(ARCH.by_id()[LM])
    shutil.copy(reference.directory / "model.safetensors", tmp_path)
    config = json.loads((reference.directory / "config.json").read_text())
    config |= {"model_type": "instructblip", "image_token_index": 5}
    (tmp_path / "config.json").write_text(json.dumps(config))
    model = backends.load("numpy", "InstructBlipVideoForConditionalGeneration", tmp_path)
    found = backends.run("numpy", model, reference.inputs)
    assert difference(found["logits"], reference.exact["logits"]) <= FLOAT32_TOLERANCE


def test_what_is_missing_is_said() -> None:
    case = ARCH.by_id()[LM]
    reference = expected(case)
    model = backends.load("numpy", case.head, reference.directory)
    given = reference.inputs
    with pytest.raises(InputError, match="take 12 tokens"):
        model(**given | {"input_ids": given["input_ids"] * 0})
    with pytest.raises(InputError, match="4 axes, expected .batch, frames"):
        model(**given | {"pixel_values": given["pixel_values"][:, 0]})
    with pytest.raises(InputError, match="qformer_input_ids"):
        model(**given | {"qformer_input_ids": None})
    model.config.video_token_index = None
    with pytest.raises(InputError, match="video_token_index is None"):
        model(**given)
