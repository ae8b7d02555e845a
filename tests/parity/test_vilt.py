"""ViLT: every head, with images of one size and of several, against transformers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from parity import backends
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.mutations import assert_seen
from parity.texts import Inputs, padding, token_ids
from parity.towers import EVERYTHING

from auto_core.errors import InputError

TINY = dict(
    vocab_size=67,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    max_position_embeddings=12,
    image_size=24,
    patch_size=8,
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    qkv_bias=False,
    num_labels=5,
    num_channels=1,
    modality_type_vocab_size=3,
    num_images=2,
)
CUT = TINY | dict(max_image_length=4)


def image_text(*, channels: int = 3, mask: bool = True, labels: tuple[int, ...] = (), top: int = 2):
    """Two texts of 7 and 4 words, and images of 32 x 16 and 24 x 40 pixels in arrays of 32 x 40."""

    def make(rng: np.random.Generator) -> Inputs:
        pixels = rng.standard_normal((2, channels, 32, 40)).astype(np.float32)
        inputs = {
            "input_ids": token_ids(rng, 67, 2, 7),
            "attention_mask": padding([7, 4], 7),
            "token_type_ids": rng.integers(0, 2, (2, 7)),
            "pixel_values": pixels,
        }
        if mask:
            inputs["pixel_mask"] = np.zeros((2, 32, 40), np.int64)
            inputs["pixel_mask"][0, :, :16] = inputs["pixel_mask"][1, :24] = 1
        return inputs | ({"labels": rng.integers(0, top, labels)} if labels else {})

    return make


def answers(rng: np.random.Generator) -> Inputs:
    return image_text(channels=1)(rng) | {"labels": rng.random((2, 5)).astype(np.float32)}


def embedded(rng: np.random.Generator) -> Inputs:
    return {
        "inputs_embeds": rng.standard_normal((2, 5, 24)).astype(np.float32),
        "image_embeds": rng.standard_normal((2, 6, 24)).astype(np.float32),
        "pixel_mask": padding([6, 3], 6)[:, None],
    }


def two_images(rng: np.random.Generator) -> Inputs:
    mask = np.ones((2, 2, 24, 24), np.int64)
    mask[0, 1, 16:] = 0
    return {
        "input_ids": token_ids(rng, 67, 2, 6),
        "pixel_values": rng.standard_normal((2, 2, 1, 24, 24)).astype(np.float32),
        "pixel_mask": mask,
        "labels": np.array([1, 4]),
    }


CASES = [
    Case(f"Vilt{head}-{name}", f"Vilt{head}", "ViltConfig", options, inputs, EVERYTHING)
    for name, head, options, inputs in [
        ("default", "Model", TINY, image_text()),
        ("other", "Model", OTHER, image_text(channels=1)),
        ("cut", "Model", CUT, image_text()),
        ("embedded", "Model", TINY, embedded),
        ("default", "ForMaskedLM", TINY, image_text(labels=(2, 7), top=67)),
        ("other", "ForQuestionAnswering", OTHER, answers),
        ("default", "ForImageAndTextRetrieval", TINY, image_text()),
        ("other", "ForTokenClassification", OTHER, image_text(channels=1, labels=(2, 7), top=5)),
        ("other", "ForImagesAndTextClassification", OTHER, two_images),
    ]
]
# Without a mask, upstream's mask has the size of the config.
CASES += [
    Case("ViltModel-whole", "ViltModel", "ViltConfig", TINY, image_text(mask=False), EVERYTHING),
]
BY_NAME = {case.name: case for case in CASES}


@pytest.fixture(autouse=True)
def upstream_samples_in_order(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """transformers shuffles the patches that it gets; ours keep their order."""

    def first(weights: torch.Tensor, count: int, replacement: bool = False) -> torch.Tensor:
        return torch.arange(int(count)) % len(weights)

    monkeypatch.setattr(torch, "multinomial", first)
    yield


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("options", [{"patch_size": 8, "layer_norm_eps": 1e-2}], ids=str)
def test_a_wrong_option_is_seen(options: dict) -> None:
    assert_seen(BY_NAME["ViltModel-default"], options=options)


@pytest.mark.parametrize(
    "name",
    [
        "embeddings.position_embeddings",
        "embeddings.token_type_embeddings.weight",
        "embeddings.cls_token",
        "encoder.layer.1.attention.attention.value.bias",
        "pooler.dense.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(BY_NAME["ViltModel-default"], zero=name)


def test_what_does_not_fit_is_refused() -> None:
    case = BY_NAME["ViltForImageAndTextRetrieval-default"]
    model = backends.load("numpy", case.head, expected(case).directory)
    given = {"input_ids": np.ones((1, 4), np.int64)}
    image = np.zeros((1, 3, 24, 24), np.float32)
    with pytest.raises(InputError, match="exactly one of pixel_values and image_embeds"):
        model(**given)
    with pytest.raises(InputError, match="1 texts and 2 images"):
        model(**given, pixel_values=np.concatenate([image, image]))
    with pytest.raises(InputError, match="has no loss"):
        model(**given, pixel_values=image, labels=np.array([1]))
