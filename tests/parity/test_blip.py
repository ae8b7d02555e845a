"""BLIP: every head and what it writes, on all backends, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.images import images
from parity.mutations import assert_seen
from parity.texts import Inputs, padding, token_ids
from parity.towers import EVERYTHING, TEXT, VISION, both, check_method, texts

from auto_core.configs.blip import BlipConfig
from auto_core.errors import ConfigError, InputError, UnknownArgumentError

TOKENS = dict(bos_token_id=64, sep_token_id=65, pad_token_id=0, eos_token_id=65)
TINY = dict(text_config=TEXT | TOKENS, vision_config=VISION, projection_dim=20)
OTHER_TEXT = (
    TEXT
    | TOKENS
    | dict(hidden_act="relu", layer_norm_eps=1e-3, label_smoothing=0.2, num_attention_heads=2)
)
OTHER = dict(
    text_config=OTHER_TEXT,
    vision_config=VISION | dict(image_size=20, patch_size=4, hidden_act="gelu_new"),
    projection_dim=12,
    image_text_hidden_size=10,
)
# The answer attends to the question as layers attend to an image: both have one size.
ASKED = TINY | dict(vision_config=VISION | dict(hidden_size=24))
PAIRS = EVERYTHING | dict(return_loss=True)
RESIZED = EVERYTHING | dict(interpolate_pos_encoding=True)


def words(*shape: int):
    """Labels [b t], some of which do not count."""

    def make(rng: np.random.Generator) -> Inputs:
        labels = token_ids(rng, 64, *shape)
        labels[:, -1] = -100
        return {"labels": labels}

    return make


def answers(rng: np.random.Generator) -> Inputs:
    """Answers of 4 words and 2, of which the second is padded."""
    ids = token_ids(rng, 64, 2, 4)
    labels = np.where(padding([4, 2], 4) == 1, ids, -100)
    return {
        "decoder_input_ids": ids,
        "decoder_attention_mask": padding([4, 2], 4),
        "labels": labels,
    }


CASES = [
    Case(f"Blip{head}-{name}", f"Blip{head}", f"Blip{config}", options, inputs, requests)
    for name, head, config, options, inputs, requests in [
        (
            "default",
            "Model",
            "Config",
            TINY,
            both(texts([7, 4, 2]), images(2, 3, 16, 16)),
            EVERYTHING,
        ),
        ("other", "Model", "Config", OTHER, both(texts([7, 4]), images(2, 3, 20, 20)), PAIRS),
        ("default", "VisionModel", "VisionConfig", VISION, images(2, 3, 16, 16), EVERYTHING),
        ("resized", "VisionModel", "VisionConfig", VISION, images(1, 3, 25, 40), RESIZED),
        ("smaller", "VisionModel", "VisionConfig", VISION, images(1, 3, 8, 16), EVERYTHING),
        (
            "default",
            "ForConditionalGeneration",
            "Config",
            TINY,
            both(texts([6, 4]), images(2, 3, 16, 16), words(2, 6)),
            EVERYTHING,
        ),
        (
            "other",
            "ForConditionalGeneration",
            "Config",
            OTHER,
            both(texts([6, 4]), images(2, 3, 20, 20), words(2, 6)),
            {},
        ),
        (
            "default",
            "ForQuestionAnswering",
            "Config",
            ASKED,
            both(texts([6, 4]), images(2, 3, 16, 16), answers),
            EVERYTHING,
        ),
        (
            "default",
            "ForImageTextRetrieval",
            "Config",
            TINY,
            both(texts([6, 4]), images(2, 3, 16, 16)),
            EVERYTHING,
        ),
        (
            "cosines",
            "ForImageTextRetrieval",
            "Config",
            OTHER,
            both(texts([6, 4, 3]), images(2, 3, 20, 20)),
            {"use_itm_head": False},
        ),
    ]
]
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


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
    check_method(BY_NAME["BlipModel-other"], backend, method, names)


CAPTION, ANSWER = "BlipForConditionalGeneration-default", "BlipForQuestionAnswering-default"


def check_generate(backend: str, name: str, inputs: list[str], options: dict[str, Any]) -> None:
    case = BY_NAME[name]
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
    case = BY_NAME[CAPTION]
    model = backends.load("numpy", case.head, expected(case).directory)
    image = expected(case).inputs["pixel_values"]
    one = model.generate(image, max_new_tokens=3, return_dict_in_generate=True)
    other = model.generate(pixel_values=image, max_new_tokens=3)
    assert np.array_equal(np.asarray(one.sequences), np.asarray(other))
    with pytest.raises(InputError, match="pixel_values"):
        model.generate(max_new_tokens=3)
    with pytest.raises(UnknownArgumentError, match="max_new_token"):
        model.generate(image, max_new_token=3)


@pytest.mark.parametrize(
    "name",
    [
        "vision_model.embeddings.class_embedding",
        "vision_model.encoder.layers.1.self_attn.qkv.bias",
        "text_decoder.bert.encoder.layer.1.crossattention.self.key.weight",
        "text_decoder.cls.predictions.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(BY_NAME[CAPTION], zero=name)


def test_smoothed_labels_are_seen() -> None:
    text = OTHER_TEXT | {"label_smoothing": 0.0}
    assert_seen(BY_NAME["BlipForConditionalGeneration-other"], options={"text_config": text})


def test_questions_and_images_must_have_one_size() -> None:
    config = BlipConfig.from_dict(TINY)
    with pytest.raises(ConfigError, match="32.*24"):
        backends.model_class("numpy", "BlipForQuestionAnswering")(config)
