"""TensorFlow's graphs: single steps in one, and XLA for whole searches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from generation.checkpoints import directory, expected, generated, numpy, prompt
from parity import backends

from auto_core.errors import InputError

pytestmark = pytest.mark.skipif("tf" not in backends.BACKENDS, reason="another backend's turn")

PLAIN = dict(max_new_tokens=6, pad_token_id=0)


def same(kind: str, inputs: dict[str, Any], ours: dict[str, Any], **options: Any) -> None:
    found = generated("tf", kind, inputs, **options, **ours)
    np.testing.assert_array_equal(numpy(found), numpy(expected(kind, inputs, **options)))


def test_steps_are_run_in_one_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    """A prompt's and a step's, whatever the caller does between the steps."""
    model = backends.load("tf", "GPT2LMHeadModel", directory("gpt2"))
    traced, forward = [], type(model.network).forward

    def counted(self: Any, *args: Any, **kwargs: Any) -> Any:
        traced.append(tf.executing_eagerly())
        return forward(self, *args, **kwargs)

    monkeypatch.setattr(type(model.network), "forward", counted)
    lengths = []

    def watch(ids: Any, scores: Any) -> Any:
        lengths.append(ids.shape[1])
        return scores

    found = model.generate(**prompt(), **PLAIN, logits_processor=[watch])
    np.testing.assert_array_equal(numpy(found), numpy(expected("gpt2", prompt(), **PLAIN)))
    assert lengths == [6, 7, 8, 9, 10, 11]
    assert traced == [False, False]
    model.generate(**prompt(seed=3), **PLAIN, logits_processor=[watch])
    assert len(traced) == 2


@pytest.mark.parametrize(
    ("kind", "options"),
    [("mistral", dict(repetition_penalty=1.3)), ("bart", dict(num_beams=2, eos_token_id=[5, 9]))],
    ids=["greedy, a window", "beams"],
)
def test_xla(kind: str, options: dict[str, Any]) -> None:
    same(kind, prompt(2, 9), dict(jit_compile=True), **PLAIN, **options)


def test_xla_steps() -> None:
    def unchanged(ids: Any, scores: Any) -> Any:
        return scores

    ours = dict(jit_compile=True, logits_processor=[unchanged])
    same("gpt2", prompt(), ours, **PLAIN)


def test_beams_inside_of_a_graph_are_refused() -> None:
    def inside(ids: Any) -> Any:
        return generated("tf", "gpt2", {"input_ids": ids}, **PLAIN, num_beams=2)

    with pytest.raises(InputError, match="greedy search and sampling"):
        tf.function(inside, autograph=False)(tf.constant([[3, 4]]))
