"""Sliding-window layers: their cache is a ring as long as the window."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest
import torch
from generation.checkpoints import expected, generated, model, numpy, prompt
from parity.backends import BACKENDS, PACKAGES

ENDS = list(range(3, 67, 9))
PLAIN = dict(max_new_tokens=13, pad_token_id=0)
OPTIONS: dict[str, dict[str, Any]] = {
    "greedy": PLAIN,
    "beams": PLAIN | dict(num_beams=3, num_return_sequences=2, eos_token_id=ENDS),
}
STEPWISE = [b for b in BACKENDS if b in ("numpy", "torch")]
COMPILED = [b for b in BACKENDS if b in ("tf", "flax")]
# Mistral's window is of 6 tokens, and Qwen2's of 5, in its last two layers.
WIDTHS = {"within the window": 3, "as long": 6, "longer": 15}


def lengths(backend: str, monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """A list to which every new cache with room adds the number of slots of each layer."""
    decoder = importlib.import_module(f"{PACKAGES[backend][0]}.generation.decoder")
    noted, make = [], decoder.Decoder._with_room

    def with_room(self: Any, output: Any) -> Any:
        cache = make(self, output)
        noted.append([key.shape[1] for key in cache.keys])
        return cache

    monkeypatch.setattr(decoder.Decoder, "_with_room", with_room)
    return noted


@pytest.mark.parametrize("backend", STEPWISE)
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("padded", [False, True], ids=["", "left-padded"])
@pytest.mark.parametrize("kind", ["mistral", "qwen2"])
def test_ids_are_transformers(
    kind: str, padded: bool, width: int, options: dict[str, Any], backend: str
) -> None:
    inputs = prompt(2, width, padded=padded)
    ours = generated(backend, kind, inputs, **options)
    np.testing.assert_array_equal(numpy(ours), numpy(expected(kind, inputs, **options)))


@pytest.mark.parametrize("backend", COMPILED)
@pytest.mark.parametrize(
    ("kind", "width", "name"), [("mistral", 15, "greedy"), ("qwen2", 3, "beams")]
)
def test_compiled_loops(kind: str, width: int, name: str, backend: str) -> None:
    inputs, options = prompt(2, width), OPTIONS[name]
    ours = generated(backend, kind, inputs, **options)
    np.testing.assert_array_equal(numpy(ours), numpy(expected(kind, inputs, **options)))


@pytest.mark.parametrize("backend", STEPWISE)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_memory_is_the_windows(width: int, backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    noted = lengths(backend, monkeypatch)
    generated(backend, "qwen2", prompt(2, width), **PLAIN)
    assert noted == [[width + 13, 5, 5]]


def test_shapes_that_stay() -> None:
    """cache_implementation="static": the cache counts by a tensor."""
    inputs = prompt(2, 15)
    ours = generated("torch", "qwen2", inputs, **PLAIN, cache_implementation="static")
    assert torch.equal(ours, expected("qwen2", inputs, **PLAIN))


@pytest.mark.parametrize("backend", STEPWISE)
def test_going_on_from_a_ring(backend: str) -> None:
    inputs = prompt(2, 7)
    first = generated(backend, "qwen2", inputs, **PLAIN, return_dict_in_generate=True)
    ids = numpy(first.sequences)
    mask = np.concatenate([inputs["attention_mask"], np.ones((2, 13), int)], 1)
    longer = dict(max_new_tokens=4, pad_token_id=0)
    again = model(backend, "qwen2").generate(
        ids, attention_mask=mask, past_key_values=first.past_key_values, **longer
    )
    whole = model(backend, "qwen2").generate(ids, attention_mask=mask, **longer)
    np.testing.assert_array_equal(numpy(again), numpy(whole))


@pytest.mark.parametrize("backend", STEPWISE)
def test_attentions_in_the_texts_order(backend: str) -> None:
    """A ring of keys begins anywhere; what is returned does not."""
    options = PLAIN | dict(return_dict_in_generate=True, output_attentions=True)
    inputs = prompt(2, 4, padded=False)
    ours = generated(backend, "mistral", inputs, **options).attentions
    theirs = expected("mistral", inputs, **options).attentions
    for mine, wanted in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(numpy(mine[1]), numpy(wanted[1]), atol=1e-5)
