"""GIT: images and videos before words, and what it writes, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected
from parity.texts import padding

from auto_core.errors import InputError

CASES = architecture("git").by_id()


def check_generate(backend: str, name: str, inputs: list[str], options: dict[str, Any]) -> None:
    case = CASES[name]
    given = {key: expected(case).inputs[key] for key in inputs}
    if "input_ids" in given:
        given["input_ids"] = given["input_ids"][:, :3]  # as long as the shorter one
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    tensors = {key: torch.as_tensor(value) for key, value in given.items()}
    exact = theirs.generate(**tensors, **options).numpy()
    model = backends.load(backend, case.head, expected(case).directory, dtype="float32")
    assert np.array_equal(np.asarray(model.generate(**given, **options)), exact)


CAPTION, VIDEO = "ForCausalLM-default", "ForCausalLM-video"


@pytest.mark.parametrize(
    ("name", "inputs", "options"),
    [
        (CAPTION, ["pixel_values"], dict(max_new_tokens=6)),
        (VIDEO, ["pixel_values", "input_ids"], dict(max_length=9, num_beams=2)),
    ],
    ids=["caption", "video-beams"],
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_generate(backend: str, name: str, inputs: list[str], options: dict[str, Any]) -> None:
    check_generate(backend, name, inputs, options)


@pytest.mark.parametrize(
    "options",
    [
        dict(max_new_tokens=4, use_cache=False),
        dict(max_new_tokens=5, num_beams=3, num_return_sequences=2),
    ],
    ids=["no-cache", "several"],
)
def test_options_of_generate(options: dict[str, Any]) -> None:
    check_generate("numpy", CAPTION, ["pixel_values", "input_ids"], options)


@pytest.mark.parametrize("backend", BACKENDS)
def test_prompts_padded_on_the_left(backend: str) -> None:
    """A padded prompt goes on as it does alone."""
    case = CASES[CAPTION]
    model = backends.load(backend, case.head, expected(case).directory, dtype="float32")
    image = expected(case).inputs["pixel_values"]
    ids, mask = np.array([[0, 0, 7], [9, 8, 11]]), padding([1, 3], 3, side="left")
    write: Any = model.generate
    options = dict(max_new_tokens=4)
    together = np.asarray(write(input_ids=ids, attention_mask=mask, pixel_values=image, **options))
    alone = np.asarray(write(input_ids=ids[:1, 2:], pixel_values=image[:1], **options))
    assert np.array_equal(together[:1, 2:], alone)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_cache_holds_patches_too(backend: str) -> None:
    case = CASES[CAPTION]
    model = backends.load(backend, case.head, expected(case).directory, dtype="float32")
    inputs = {k: v for k, v in expected(case).inputs.items() if k != "labels"}
    positions = np.arange(6)[None]
    whole = backends.call(backend, model, inputs)
    first = {name: value[:, :4] for name, value in inputs.items() if name != "pixel_values"}
    first["pixel_values"] = inputs["pixel_values"]
    cache = backends.call(backend, model, first | {"use_cache": True}).past_key_values
    rest = {
        "input_ids": inputs["input_ids"][:, 4:],
        "attention_mask": inputs["attention_mask"],
        "position_ids": positions[:, 4:],
        "past_key_values": cache,
    }
    stepped = np.asarray(backends.call(backend, model, rest).logits)
    error = difference(stepped[:1], np.asarray(whole.logits)[:1, -2:])
    assert error <= FLOAT32_TOLERANCE


def test_a_video_needs_a_model_for_videos() -> None:
    case = CASES[CAPTION]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match="num_image_with_embedding"):
        model(input_ids=np.ones((1, 2), np.int64), pixel_values=np.zeros((1, 2, 3, 16, 16)))


def test_the_image_encoder_of_a_checkpoint() -> None:
    model = backends.load("numpy", "GitVisionModel", expected(CASES[CAPTION]).directory)
    assert not model.loading_report.missing
