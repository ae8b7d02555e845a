"""BERT as a decoder: step by step with a cache as all at once, for both kinds of cache."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.backends import BACKENDS, PACKAGES
from parity.checks import difference
from parity.texts import padding, token_ids

from auto_core import BertConfig, NumpyBertLMHeadModel
from auto_core.outputs import KeyValueCache

LAYERS, HEADS, SIZE, TOKENS = 2, 3, 8, 7


@pytest.fixture(scope="module", params=["absolute", "relative_key_query"])
def checkpoint(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = BertConfig(
        vocab_size=67,
        hidden_size=HEADS * SIZE,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=40,
        max_position_embeddings=17,
        position_embedding_type=request.param,
        is_decoder=True,
        add_cross_attention=True,
        initializer_range=0.3,
    )
    directory = tmp_path_factory.mktemp("decoder")
    NumpyBertLMHeadModel(config).save_pretrained(directory)
    return directory


def everything() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(2)
    return {
        "input_ids": token_ids(rng, 67, 2, TOKENS),
        "attention_mask": padding([TOKENS, TOKENS - 2], TOKENS, side="left"),
        "encoder_hidden_states": rng.standard_normal((2, 5, HEADS * SIZE)).astype(np.float32),
        "encoder_attention_mask": padding([5, 3], 5),
    }


def call(backend: str, model: Any, **inputs: Any) -> Any:
    if backend == "torch":
        import torch

        with torch.no_grad():
            return model(**inputs)
    return model(**inputs)


def empty_cache(backend: str, room: int) -> KeyValueCache:
    """A preallocated cache, as `generate` makes it."""
    ops = importlib.import_module(f"{PACKAGES[backend][0]}.ops")
    rows = [ops.asarray(np.zeros((2, room, HEADS, SIZE), np.float32)) for _ in range(2 * LAYERS)]
    length = ops.asarray(np.zeros((), np.int32))
    return KeyValueCache(keys=tuple(rows[:LAYERS]), values=tuple(rows[LAYERS:]), length=length)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("kind", ["growing", "preallocated"])
@pytest.mark.parametrize("steps", [[3, 1, 1, 2], [1] * 7, [7]], ids=str)
def test_steps_give_what_one_call_gives(
    checkpoint: Path, kind: str, steps: list[int], backend: str
) -> None:
    inputs = everything()
    exact = NumpyBertLMHeadModel.from_pretrained(checkpoint, dtype="float64")
    truth = exact(**inputs, use_cache=False).logits
    model = backends.load(backend, "BertLMHeadModel", checkpoint)
    cache = empty_cache(backend, 9) if kind == "preallocated" else None
    done, found = 0, []
    for step in steps:
        mask = inputs["attention_mask"][:, : done + step]
        if kind == "preallocated":  # the mask covers the cache's room
            mask = np.pad(mask, ((0, 0), (0, 9 - done - step)))
        output = call(
            backend,
            model,
            **inputs
            | {"input_ids": inputs["input_ids"][:, done : done + step], "attention_mask": mask},
            past_key_values=cache,
            use_cache=True,
        )
        cache = output.past_key_values
        logits = output.logits.numpy() if hasattr(output.logits, "numpy") else output.logits
        found.append(np.asarray(logits))
        done += step
    assert int(np.asarray(cache.get_seq_length())) == TOKENS
    real = inputs["attention_mask"].astype(bool)
    assert difference(np.concatenate(found, 1)[real], truth[real]) < 1e-5


@pytest.mark.parametrize("backend", BACKENDS)
def test_cross_attention_is_computed_once(checkpoint: Path, backend: str) -> None:
    """With the cache, a later call does not look at encoder_hidden_states' values again."""
    inputs = everything()
    model = backends.load(backend, "BertLMHeadModel", checkpoint)
    first = call(backend, model, **inputs, use_cache=True)
    step = {
        "input_ids": inputs["input_ids"][:, :1],
        "encoder_attention_mask": inputs["encoder_attention_mask"],
        "past_key_values": first.past_key_values,
    }
    context = inputs["encoder_hidden_states"]
    one = backends.run(backend, model, step | {"encoder_hidden_states": context})
    other = backends.run(backend, model, step | {"encoder_hidden_states": 0 * context})
    assert np.array_equal(one["logits"], other["logits"])
