"""BLIP-2 and InstructBLIP: features, texts that begin with an image alone, weights of attention."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected
from parity.towers import check_method

from auto_core.errors import ConfigError, InputError

LM = "ForConditionalGeneration-default"


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("row", ["Model-default", "Model-other"])
def test_features(row: str, backend: str) -> None:
    case = architecture("blip_2").by_id()[row]
    reference = expected(case)
    check_method(case, backend, "get_text_features", ["input_ids", "attention_mask"])
    requests = dict(interpolate_pos_encoding=row.endswith("other"))
    if reference.inputs["pixel_values"].shape[-1] == reference.inputs["pixel_values"].shape[-2]:
        check_method(case, backend, "get_image_features", ["pixel_values"])
    check_method(case, backend, "get_qformer_features", ["pixel_values"], **requests)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", ["blip_2", "instructblip"])
def test_vectors_of_images(name: str, backend: str) -> None:
    case = architecture(name).by_id()[LM]
    names = [k for k in expected(case).inputs if k.startswith(("pixel", "qformer"))]
    check_method(case, backend, "get_image_features", names)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_caption_of_an_image_alone(backend: str) -> None:
    case = architecture("blip_2").by_id()[LM]
    reference = expected(case)
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    pixels = reference.inputs["pixel_values"]
    options: dict[str, Any] = dict(max_new_tokens=5, do_sample=False)
    exact = theirs.generate(pixel_values=torch.tensor(pixels), **options).numpy()
    model = backends.load(backend, case.head, reference.directory, dtype="float32")
    assert np.array_equal(np.asarray(model.generate(pixel_values=pixels, **options)), exact)


def test_weights_of_attention_are_apart() -> None:
    """transformers 5.23 counts those of cross-attention among the `attentions` too."""
    case = architecture("blip_2").by_id()["QFormerModel-default"]
    reference = expected(case)
    theirs = oracle.reference(case.head, case.config, dict(case.options)).double()
    tensors = oracle.tensors(reference.inputs, double=True)
    with torch.no_grad(), oracle.Exact():
        exact = theirs(**tensors, output_attentions=True).attentions
    own, cross = (exact[0], exact[2], exact[3]), (exact[1], exact[4])
    model = backends.load("numpy", case.head, reference.directory)
    found = model(**reference.inputs, output_attentions=True)
    for ours, weights in ((found.attentions, own), (found.cross_attentions, cross)):
        assert len(ours) == len(weights)
        for one, other in zip(ours, weights, strict=True):
            assert difference(one, other.numpy()) <= FLOAT32_TOLERANCE


def test_what_is_missing_is_said() -> None:
    arch = architecture("blip_2")
    case = arch.by_id()[LM]
    reference = expected(case)
    model = backends.load("numpy", case.head, reference.directory)
    given = reference.inputs
    with pytest.raises(InputError, match="take 6 tokens"):
        model(**given | {"input_ids": given["input_ids"] * 0})
    model.config.image_token_index = None
    with pytest.raises(InputError, match="image_token_index is None"):
        model(**given)
    cls = backends.model_class("numpy", "Blip2ForImageTextRetrieval")
    with pytest.raises(ConfigError, match="use_qformer_text_input"):
        cls(model.config)
    qformer = arch.by_id()["QFormerModel-default"]
    small = backends.load("numpy", qformer.head, expected(qformer).directory)
    with pytest.raises(InputError, match="reads no text"):
        small(**expected(qformer).inputs, query_length=2)


@pytest.mark.parametrize("backend", BACKENDS)
def test_one_encoding_of_both_texts_gives_features(backend: str) -> None:
    case = architecture("blip_2").by_id()["Model-other"]
    check_method(
        case, backend, "get_text_features", ["input_ids", "attention_mask", "decoder_input_ids"]
    )
