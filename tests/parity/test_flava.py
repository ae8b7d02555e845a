"""FLAVA: features, codes, encoders out of a whole checkpoint, and names of transformers 4."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures.flava import ARCH
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected
from parity.towers import check_method
from safetensors.numpy import load_file, save_file

from auto_core.errors import ConfigError, InputError

MODEL = ARCH.by_id()["Model-default"]
WHOLE = ARCH.by_id()["ForPreTraining-default"]
TEXTS = ["input_ids", "attention_mask", "token_type_ids"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_features(backend: str) -> None:
    check_method(MODEL, backend, "get_text_features", TEXTS, output_hidden_states=True)
    images = ["pixel_values", "bool_masked_pos"]
    check_method(MODEL, backend, "get_image_features", images, output_hidden_states=True)


@pytest.mark.parametrize("backend", BACKENDS)
def test_codes(backend: str) -> None:
    case = ARCH.by_id()["ImageCodebook"]
    reference = expected(case)
    theirs = oracle.reference(case.head, case.config, dict(case.options)).double()
    pixels = torch.as_tensor(reference.inputs["pixel_values"]).double()
    model = backends.load(backend, case.head, reference.directory)
    for method in ("get_codebook_indices", "get_codebook_probs"):
        with torch.no_grad():
            exact = getattr(theirs, method)(pixels).numpy()
        found = backends.run(backend, getattr(model, method), dict(reference.inputs))
        (found,) = found.values()
        assert difference(found, exact) <= FLOAT32_TOLERANCE


def test_an_encoder_of_a_whole_checkpoint(tmp_path: Path) -> None:
    reference = expected(WHOLE)
    given = {name: reference.inputs[name] for name in TEXTS}
    model = backends.load("numpy", "FlavaTextModel", reference.directory)
    found = model(**given).last_hidden_state
    assert difference(found, reference.exact["text_embeddings"]) <= FLOAT32_TOLERANCE


def test_sizes_that_are_left_out_have_defaults() -> None:
    for name in ("FlavaConfig", "FlavaImageConfig", "FlavaTextConfig", "FlavaMultimodalConfig"):
        theirs = getattr(oracle.transformers, name)()
        ours = backends.model_class("numpy", name.replace("Config", "Model")).config_class()
        parts = [(theirs, ours)]
        if name == "FlavaConfig":
            parts = [(getattr(theirs, x), getattr(ours, x)) for x in ours.sub_configs]
        for exact, found in parts:
            for field in exact.to_dict().keys() & {"hidden_size", "intermediate_size"}:
                assert getattr(found, field) == getattr(exact, field)


def test_biases_as_transformers_4_saves_them(tmp_path: Path) -> None:
    reference = expected(WHOLE)
    shutil.copy(reference.directory / "config.json", tmp_path)
    stored = load_file(reference.directory / "model.safetensors")
    old = {re.sub(r"_head\.decoder\.bias$", "_head.bias", k): v for k, v in stored.items()}
    assert len({k for k in old if k.endswith("_head.bias")}) == 4
    assert not any(k.endswith("decoder.bias") for k in old)
    save_file(old, tmp_path / "model.safetensors", {"format": "pt"})
    model = backends.load("numpy", WHOLE.head, tmp_path)
    found = model(**reference.inputs).loss
    assert difference(np.asarray(found), reference.exact["loss"]) <= FLOAT32_TOLERANCE


def test_what_is_refused() -> None:
    model = backends.load("numpy", WHOLE.head, expected(WHOLE).directory)
    inputs = dict(expected(WHOLE).inputs)
    pixels = inputs.pop("codebook_pixel_values")
    with pytest.raises(InputError, match="needs mim_labels, or codebook_pixel_values"):
        model(**inputs)
    del inputs["bool_masked_pos"]
    with pytest.raises(InputError, match="need bool_masked_pos"):
        model(**inputs, codebook_pixel_values=pixels)
    with pytest.raises(ConfigError, match="image_config.hidden_size is 16"):
        cls = backends.model_class("numpy", WHOLE.head)
        cls(cls.config_class(**{**ARCH.configs["unlike"]}))


def test_parts_of_older_configs() -> None:
    config = backends.model_class("numpy", "FlavaModel").config_class
    data = {"text_config": {"hidden_size": 24, "num_attention_heads": 4, "hidden_act": "relu"}}
    more = {"text_config_dict": {"hidden_size": 36, "num_attention_heads": 4}}
    read = config.from_dict({**data, **more, "image_config_dict": None})
    assert (read.text_config.hidden_size, read.text_config.hidden_act) == (36, "gelu")
    assert read.image_config.hidden_size == 768
    assert "text_config_dict" not in read.to_dict()
