"""Llama 3.2 with images: parts of whole checkpoints, names of other versions, masks of images."""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected
from safetensors.numpy import load_file, save_file

from auto_core.errors import InputError

CASE = architecture("mllama").by_id()["ForConditionalGeneration-default"]
IDS = np.array([[3, 4, 5, 9]])


def whole() -> Any:
    return backends.load("numpy", CASE.head, expected(CASE).directory)


def renamed(folder: Path) -> Path:
    """The checkpoint with the names that transformers 5 has inside."""
    shutil.copytree(expected(CASE).directory, folder, dirs_exist_ok=True)
    file = folder / "model.safetensors"
    tensors, found = load_file(file), {}
    for name, array in tensors.items():
        if name == "language_model.lm_head.weight":
            found["lm_head.weight"] = array
        else:
            inner = name.replace("language_model.model.", "language_model.", 1)
            found[f"model.{inner}"] = array
    assert set(found) != set(tensors)
    save_file(found, file, metadata={"format": "pt"})
    return folder


@pytest.mark.parametrize("version", ["4", "5"])
def test_parts_of_a_whole_checkpoint(version: str, tmp_path: Path) -> None:
    folder = expected(CASE).directory if version == "4" else renamed(tmp_path)
    exact = whole()(input_ids=IDS)
    auto = importlib.import_module("auto_core").NumpyAutoModelForCausalLM
    for model in (
        backends.load("numpy", "MllamaForCausalLM", folder),
        backends.load("numpy", CASE.head, folder),
        auto.from_pretrained(folder),
    ):
        assert np.array_equal(model(input_ids=IDS).logits, exact.logits)
    text = backends.load("numpy", "MllamaTextModel", folder)
    base = backends.load("numpy", "MllamaModel", folder)
    states = [model(input_ids=IDS).last_hidden_state for model in (text, base)]
    assert np.array_equal(*states)
    given = {k: v for k, v in expected(CASE).inputs.items() if k.startswith(("pixel", "aspect"))}
    vision = backends.load("numpy", "MllamaVisionModel", folder)
    inner = whole().model.vision_model
    assert np.array_equal(vision(**given).last_hidden_state, inner(**given).last_hidden_state)


def test_the_base_of_a_file_with_a_head() -> None:
    case = architecture("llava").by_id()["ForConditionalGeneration-default"]
    reference = expected(case)
    model = backends.load("numpy", "LlavaModel", reference.directory)
    given = {k: v for k, v in reference.inputs.items() if k != "labels"}
    assert model(**given).last_hidden_state.shape[-1] == 24


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", ["mllama", "idefics"])
def test_masks_may_be_booleans(name: str, backend: str) -> None:
    row = {"mllama": "ForConditionalGeneration", "idefics": "ForVisionText2Text"}[name]
    case = architecture(name).by_id()[f"{row}-default"]
    reference = expected(case)
    model = backends.load(backend, case.head, reference.directory, dtype="float32")
    given = {k: v != 0 if k.endswith("mask") else v for k, v in reference.inputs.items()}
    given["attention_mask"] = reference.inputs["attention_mask"]
    found = np.asarray(backends.call(backend, model, given).logits)
    tokens = reference.inputs["attention_mask"] != 0
    assert difference(found[tokens], reference.exact["logits"][tokens]) <= FLOAT32_TOLERANCE


def test_images_that_come_later_stand_behind_those_of_the_cache() -> None:
    model, given = whole(), dict(expected(CASE).inputs)
    del given["labels"]
    images = {k: given.pop(k) for k in list(given) if k.startswith(("pixel", "aspect"))}
    mask = given.pop("cross_attention_mask").copy()
    mask[0, :2, 0] = 1  # tokens that attend to no image would attend to all, later ones too
    exact = model(**given, **images, cross_attention_mask=mask).logits
    given = {"input_ids": given["input_ids"][:1], "attention_mask": given["attention_mask"][:1]}
    parts = [{k: v[:1, i : i + 1] for k, v in images.items()} for i in range(2)]
    cut = 5  # the second image's token
    first = model(
        input_ids=given["input_ids"][:, :cut],
        **parts[0],
        cross_attention_mask=mask[:1, :cut, :1],
        use_cache=True,
    )
    second = model(
        input_ids=given["input_ids"][:, cut:],
        **parts[1],
        cross_attention_mask=mask[:1, cut:],
        past_key_values=first.past_key_values,
        use_cache=True,
    )
    assert difference(second.logits, exact[:1, cut:]) <= FLOAT32_TOLERANCE


def test_images_that_do_not_fit() -> None:
    model, given = whole(), dict(expected(CASE).inputs)
    with pytest.raises(InputError, match="without aspect_ratio_ids"):
        model(**given | {"aspect_ratio_ids": None})
    with pytest.raises(InputError, match="expected \\[batch, images, tiles"):
        model(**given | {"pixel_values": given["pixel_values"][:, 0]})
    with pytest.raises(InputError, match="are tiles of"):
        model(**given | {"pixel_values": given["pixel_values"][..., :8]})
    with pytest.raises(InputError, match="batch, tokens, images, tiles"):
        model(**given | {"cross_attention_mask": given["cross_attention_mask"][:, :, 0]})
    with pytest.raises(InputError, match="not both"):
        model(**given | {"cross_attention_states": np.zeros((8, 5, 24))})
    idefics = architecture("idefics").by_id()["ForVisionText2Text-default"]
    model = backends.load("numpy", idefics.head, expected(idefics).directory)
    given = dict(expected(idefics).inputs)
    with pytest.raises(InputError, match="exactly one of pixel_values"):
        model(**given | {"pixel_values": None})
    with pytest.raises(InputError, match="images that a token attends to"):
        model(**given | {"image_attention_mask": None})
    with pytest.raises(InputError, match="There are 2 images"):
        model(**given | {"image_attention_mask": given["image_attention_mask"][..., :1]})
    with pytest.raises(InputError, match="without a resampler"):
        states = np.zeros((2, 2, 3, 20))
        model(**given | {"pixel_values": None, "perceiver_embeddings": states})
