"""ERNIE 4.5 VL in what its table does not say: features of images and videos, where tokens are
routed by default, and the experts of its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures import ernie4_5_vl_moe
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected
from safetensors import safe_open

from auto_core.converting import convert
from auto_core.errors import InputError

CASE = ernie4_5_vl_moe.ARCH.by_id()["ForConditionalGeneration-default"]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("kind", ["image", "video"])
def test_features(kind: str, backend: str) -> None:
    reference = expected(CASE)
    theirs = oracle.reference(CASE.head, CASE.config, dict(CASE.options)).float()
    pixels = {"image": "pixel_values", "video": "pixel_values_videos"}[kind]
    given = {name: reference.inputs[name] for name in (pixels, f"{kind}_grid_thw")}
    with torch.no_grad():
        tensors = {name: torch.as_tensor(value) for name, value in given.items()}
        exact = getattr(theirs, f"get_{kind}_features")(**tensors)
    model: Any = backends.load(backend, CASE.head, reference.directory, dtype="float32")
    found = backends.run(backend, getattr(model, f"get_{kind}_features"), given)
    for index, wanted in enumerate(exact.pooler_output):
        ours = found[f"pooler_output.{index}"]
        assert difference(ours, wanted.numpy()) <= FLOAT32_TOLERANCE


def test_tokens_are_routed_as_ids_say() -> None:
    reference = expected(CASE)
    model = backends.load("numpy", CASE.head, reference.directory)
    given = {k: v for k, v in reference.inputs.items() if k != "moe_mm_token_type_ids"}
    assert difference(model(**given).logits, reference.exact["logits"]) <= FLOAT32_TOLERANCE


def names(path: Path) -> dict[str, tuple[int, ...]]:
    """The tensors of a file, and their shapes."""
    with safe_open(path, "numpy") as file:
        return {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118


@pytest.mark.parametrize("way", ["saved", "converted"])
def test_experts_of_both_kinds_are_numbered_in_one_row(way: str, tmp_path: Path) -> None:
    """As transformers writes them, whose names of the language model have one level less."""
    directory = expected(CASE).directory
    if way == "saved":
        backends.load("torch", CASE.head, directory).save_pretrained(tmp_path)
    else:
        convert(
            directory,
            "safetensors",
            backends.load("numpy", CASE.head, directory).config,
            out=tmp_path,
        )
    ours = names(tmp_path / "model.safetensors")
    short = {name.replace(".language_model.", "."): shape for name, shape in ours.items()}
    theirs = names(directory / "model.safetensors")
    layers = [name for name in theirs if ".mlp." in name and "vision" not in name]
    assert {name: short[name] for name in layers} == {name: theirs[name] for name in layers}
    assert "model.language_model.layers.1.mlp.experts.7.down_proj.weight" in ours
    assert not [name for name in ours if "_moe." in name]
    again = backends.load("numpy", CASE.head, tmp_path)
    found = again(**expected(CASE).inputs).logits
    assert difference(found, expected(CASE).exact["logits"]) <= FLOAT32_TOLERANCE


def test_frames_come_in_pairs() -> None:
    model = backends.load("numpy", CASE.head, expected(CASE).directory)
    pixels = np.zeros((12, 48), np.float32)
    with pytest.raises(InputError, match="even number"):
        model.get_video_features(pixels, [[3, 2, 2]])
