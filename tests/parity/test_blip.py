"""BLIP: every head and what it writes, on all backends, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import architecture
from parity.architectures.blip import TINY
from parity.backends import BACKENDS
from parity.checks import expected
from parity.towers import check_method

from auto_core.configs.blip import BlipConfig
from auto_core.errors import ConfigError, InputError, UnknownArgumentError

CASES = architecture("blip").by_id()


@pytest.mark.parametrize(
    ("method", "names"),
    [
        ("get_text_features", ["input_ids", "attention_mask"]),
        ("get_image_features", ["pixel_values"]),
        ("get_multimodal_features", ["input_ids", "attention_mask", "pixel_values"]),
    ],
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_features(backend: str, method: str, names: list[str]) -> None:
    check_method(CASES["Model-other"], backend, method, names)


CAPTION, ANSWER = "ForConditionalGeneration-default", "ForQuestionAnswering-default"


def check_generate(backend: str, name: str, inputs: list[str], options: dict[str, Any]) -> None:
    case = CASES[name]
    given = {key: expected(case).inputs[key] for key in inputs}
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    tensors = {key: torch.tensor(value) for key, value in given.items()}  # generate writes to them
    exact = theirs.generate(**tensors, **options).numpy()
    model = backends.load(backend, case.head, expected(case).directory, dtype="float32")
    assert np.array_equal(np.asarray(model.generate(**given, **options)), exact)


@pytest.mark.parametrize(
    ("name", "inputs", "options"),
    [
        (CAPTION, ["pixel_values"], dict(max_new_tokens=6)),
        (CAPTION, ["pixel_values", "input_ids"], dict(max_new_tokens=6, num_beams=3)),
        (ANSWER, ["pixel_values", "input_ids", "attention_mask"], dict(max_new_tokens=5)),
    ],
    ids=["caption", "prompt-beams", "answer"],
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_generate(backend: str, name: str, inputs: list[str], options: dict[str, Any]) -> None:
    check_generate(backend, name, inputs, options)


@pytest.mark.parametrize(
    ("name", "inputs", "options"),
    [
        (CAPTION, ["pixel_values"], dict(max_length=8, num_beams=2, num_return_sequences=2)),
        (ANSWER, ["pixel_values", "input_ids"], dict(max_new_tokens=5, num_beams=3)),
    ],
    ids=["two-captions", "answer-beams"],
)
def test_options_of_generate(name: str, inputs: list[str], options: dict[str, Any]) -> None:
    check_generate("numpy", name, inputs, options)


@pytest.mark.parametrize("backend", [name for name in BACKENDS if name in ("numpy", "flax")])
def test_generate_without_a_cache(backend: str) -> None:
    """Flax reads a buffer then, which must not be longer than the model has positions."""
    check_generate(
        backend,
        ANSWER,
        ["pixel_values", "input_ids"],
        dict(max_new_tokens=4, use_cache=False),
    )


def test_the_image_comes_first() -> None:
    case = CASES[CAPTION]
    model = backends.load("numpy", case.head, expected(case).directory)
    image = expected(case).inputs["pixel_values"]
    one = model.generate(image, max_new_tokens=3, return_dict_in_generate=True)
    other = model.generate(pixel_values=image, max_new_tokens=3)
    assert np.array_equal(np.asarray(one.sequences), np.asarray(other))
    with pytest.raises(InputError, match="pixel_values"):
        model.generate(max_new_tokens=3)
    with pytest.raises(UnknownArgumentError, match="max_new_token"):
        model.generate(image, max_new_token=3)


def test_questions_and_images_must_have_one_size() -> None:
    config = BlipConfig.from_dict(TINY)
    with pytest.raises(ConfigError, match="32.*24"):
        backends.model_class("numpy", "BlipForQuestionAnswering")(config)
