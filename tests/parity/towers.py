"""Inputs of models of images and texts, and checks of their towers."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from parity import backends, oracle
from parity.checks import FLOAT32_TOLERANCE, Case, difference, expected
from parity.texts import Inputs, padding, token_ids

InputMaker = Callable[[np.random.Generator], Inputs]
EVERYTHING = dict(output_hidden_states=True, output_attentions=True)

# Sizes that differ from each other, so that a wrong one cannot fit by chance.
TEXT = dict(
    vocab_size=67,
    hidden_size=24,
    intermediate_size=40,
    num_hidden_layers=2,
    num_attention_heads=4,
    max_position_embeddings=12,
)
VISION = dict(
    hidden_size=32,
    intermediate_size=36,
    num_hidden_layers=2,
    num_attention_heads=2,
    image_size=16,
    patch_size=8,
)


def texts(lengths: list[int], *, vocabulary: int = 67, end: int = 66, pad: int = 1) -> InputMaker:
    """Texts of these lengths, each with an end token, padded on the right: {ids, mask}."""

    def make(rng: np.random.Generator) -> Inputs:
        mask = padding(lengths, max(lengths))
        ids = token_ids(rng, vocabulary - 2, *mask.shape)
        ids[np.arange(len(lengths)), np.array(lengths) - 1] = end
        return {"input_ids": np.where(mask == 1, ids, pad), "attention_mask": mask}

    return make


def both(*makers: InputMaker) -> InputMaker:
    """All that several makers make."""

    def make(rng: np.random.Generator) -> Inputs:
        inputs: Inputs = {}
        for maker in makers:
            inputs |= maker(rng)
        return inputs

    return make


def check_method(case: Case, backend: str, method: str, names: list[str], **requests: Any) -> None:
    """Compare what a method other than the call makes of some of a case's inputs."""
    reference = expected(case)
    theirs = oracle.reference(case.head, case.config, dict(case.options)).double()
    tensors = {name: torch.as_tensor(reference.inputs[name]) for name in names}
    tensors = {n: t.double() if t.is_floating_point() else t for n, t in tensors.items()}
    with torch.no_grad(), oracle.Exact():
        result = getattr(theirs, method)(**tensors, **requests)
    exact = oracle.flatten(dict(result) if isinstance(result, dict) else result)
    ours = backends.load(backend, case.head, reference.directory, dtype="float32")
    inputs = {name: reference.inputs[name] for name in names}
    found = backends.run(backend, getattr(ours, method), inputs, **requests)
    assert set(exact) <= set(found), f"{backend} lacks {sorted(set(exact) - set(found))}"
    for name, array in exact.items():
        error = difference(found[name], array)
        assert error <= FLOAT32_TOLERANCE, f"{backend} {method} {name}: differs by {error:.2e}"
    if method in ("get_text_features", "get_image_features"):
        call = functools.partial(backends.call, backend, getattr(ours, method), inputs)
        assert isinstance(call(return_dict=False), tuple)
        assert call().hidden_states is None
        ours.config.output_hidden_states = True
        assert call().hidden_states is not None
