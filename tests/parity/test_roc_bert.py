"""RoCBert's decoder: shapes and pronunciations are those of a prompt."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from generation.checkpoints import numpy
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import expected

from auto_core.errors import InputError

FURTHER = ("input_shape_ids", "input_pronunciation_ids")


def prompt(rng: np.random.Generator) -> dict[str, Any]:
    ids = {name: rng.integers(3, 9, (3, 5)) for name in ("input_ids", *FURTHER)}
    return ids | {"attention_mask": np.array([[0, 0, 1, 1, 1], [1] * 5, [0, 1, 1, 1, 1]])}


@pytest.mark.parametrize("backend", BACKENDS)
def test_tokens_of_a_prompt_with_shapes(backend: str) -> None:
    """Greedy search by whole sequences, whose new tokens have the ids 0."""
    case = architecture("roc_bert").by_id()["ForCausalLM-decoder"]
    model = backends.load(backend, case.head, expected(case).directory)
    given = prompt(np.random.default_rng(0))
    whole = dict(given)
    exact = backends.load("numpy", case.head, expected(case).directory)
    for _ in range(4):
        positions = np.maximum(np.cumsum(whole["attention_mask"], 1) - 1, 0)
        logits = backends.run("numpy", exact, whole | {"position_ids": positions})["logits"]
        new = dict.fromkeys(FURTHER, 0) | {
            "attention_mask": 1,
            "input_ids": logits[:, -1].argmax(1),
        }
        for name, value in new.items():
            column = np.broadcast_to(value, 3)[:, None]
            whole[name] = np.concatenate([whole[name], column], 1)
    for use_cache in (True, False):
        found = model.generate(
            **given, max_new_tokens=4, use_cache=use_cache, eos_token_id=None, do_sample=False
        )
        assert np.array_equal(numpy(found), whole["input_ids"])
    plain = {name: value for name, value in given.items() if name not in FURTHER}
    found = model.generate(**plain, max_new_tokens=4, eos_token_id=None, do_sample=False)
    assert not np.array_equal(numpy(found), whole["input_ids"])


@pytest.mark.parametrize("name", FURTHER)
def test_ids_of_other_tokens_are_refused(name: str) -> None:
    case = architecture("roc_bert").by_id()["ForCausalLM-decoder"]
    model = backends.load("numpy", case.head, expected(case).directory)
    given = prompt(np.random.default_rng(0))
    with pytest.raises(InputError, match=rf"{name} has shape \[3, 4\], expected"):
        model(**given | {name: given[name][:, :4]})
