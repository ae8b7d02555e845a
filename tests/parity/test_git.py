"""GIT: images and videos before words, and what it writes, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, Case, check, difference, expected
from parity.images import images
from parity.mutations import assert_seen
from parity.texts import Inputs, padding, token_ids
from parity.towers import EVERYTHING, TEXT, VISION, both

from auto_core.errors import InputError

TOKENS = dict(bos_token_id=64, eos_token_id=65, pad_token_id=0, max_position_embeddings=24)
TINY = TEXT | TOKENS | dict(vision_config=VISION)
OTHER = TINY | dict(
    vision_config=VISION | dict(image_size=20, patch_size=10, num_channels=1, hidden_act="gelu"),
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    num_image_with_embedding=2,
    tie_word_embeddings=True,
)


def read(*lengths: int, labels: bool = False):
    """Texts of these lengths, padded on the right."""

    def make(rng: np.random.Generator) -> Inputs:
        mask = padding(list(lengths), max(lengths))
        ids = np.where(mask == 1, token_ids(rng, 64, *mask.shape), 0)
        inputs: Inputs = {"input_ids": ids, "attention_mask": mask}
        return inputs | ({"labels": np.where(mask == 1, ids, -100)} if labels else {})

    return make


CASES = [
    Case(f"Git{head}-{name}", f"Git{head}", f"Git{config}", options, inputs, requests)
    for name, head, config, options, inputs, requests in [
        ("default", "Model", "Config", TINY, both(read(6, 3), images(2, 3, 16, 16)), EVERYTHING),
        ("words", "Model", "Config", TINY, read(6, 3), EVERYTHING),
        ("default", "VisionModel", "VisionConfig", VISION, images(2, 3, 16, 16), EVERYTHING),
        (
            "resized",
            "Model",
            "Config",
            TINY,
            both(read(4), images(1, 3, 24, 16)),
            EVERYTHING | dict(interpolate_pos_encoding=True),
        ),
        (
            "default",
            "ForCausalLM",
            "Config",
            TINY,
            both(read(6, 3, labels=True), images(2, 3, 16, 16)),
            EVERYTHING,
        ),
        (
            "video",
            "ForCausalLM",
            "Config",
            OTHER,
            both(read(6, 3, labels=True), images(2, 2, 1, 20, 20)),
            EVERYTHING,
        ),
    ]
]
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


def check_generate(backend: str, name: str, inputs: list[str], options: dict[str, Any]) -> None:
    case = BY_NAME[name]
    given = {key: expected(case).inputs[key] for key in inputs}
    if "input_ids" in given:
        given["input_ids"] = given["input_ids"][:, :3]  # as long as the shorter one
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    tensors = {key: torch.as_tensor(value) for key, value in given.items()}
    exact = theirs.generate(**tensors, **options).numpy()
    model = backends.load(backend, case.head, expected(case).directory, dtype="float32")
    assert np.array_equal(np.asarray(model.generate(**given, **options)), exact)


CAPTION, VIDEO = "GitForCausalLM-default", "GitForCausalLM-video"


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
    case = BY_NAME[CAPTION]
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
    case = BY_NAME[CAPTION]
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


@pytest.mark.parametrize(
    "name",
    [
        "git.visual_projection.visual_projection.1.bias",
        "git.image_encoder.vision_model.post_layernorm.bias",
        "git.embeddings.position_embeddings.weight",
        "output.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(BY_NAME[CAPTION], zero=name)


def test_a_video_needs_a_model_for_videos() -> None:
    case = BY_NAME[CAPTION]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match="num_image_with_embedding"):
        model(input_ids=np.ones((1, 2), np.int64), pixel_values=np.zeros((1, 2, 3, 16, 16)))


def test_the_image_encoder_of_a_checkpoint() -> None:
    model = backends.load("numpy", "GitVisionModel", expected(BY_NAME[CAPTION]).directory)
    assert not model.loading_report.missing
