"""`generate` inside a caller's tf.function, and served by a SavedModel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from auto_core import LlamaConfig, T5Config
from auto_core.errors import InputError
from auto_tf import TFLlamaForCausalLM, TFT5ForConditionalGeneration

IDS = tf.constant([[1, 1, 5, 6, 7], [3, 4, 5, 6, 7]])
OPTIONS: dict[str, Any] = dict(max_new_tokens=6, eos_token_id=2, pad_token_id=1)
OPEN = tf.TensorSpec([None, None], tf.int32)


def llama() -> TFLlamaForCausalLM:
    keras.utils.set_random_seed(0)
    config = LlamaConfig(
        vocab_size=31,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=24,
        initializer_range=0.4,
    )
    return TFLlamaForCausalLM(config)


def t5() -> TFT5ForConditionalGeneration:
    keras.utils.set_random_seed(0)
    config = T5Config(
        vocab_size=31,
        d_model=16,
        d_kv=8,
        d_ff=24,
        num_layers=1,
        num_heads=2,
        decoder_start_token_id=0,
    )
    return TFT5ForConditionalGeneration(config)


WAYS: dict[str, dict[str, Any]] = {
    "greedy": {},
    "sampling": {"do_sample": True, "seed": 3},
    "repetition": {"repetition_penalty": 1.5, "min_new_tokens": 3},
}


@pytest.mark.parametrize("make", [llama, t5])
@pytest.mark.parametrize("way", WAYS)
def test_the_same_as_outside(make: Callable[[], Any], way: str) -> None:
    model, options = make(), OPTIONS | WAYS[way]
    expected = np.asarray(model.generate(IDS, **options))
    width = expected.shape[1]
    for signature in (None, [OPEN]):
        graph = tf.function(lambda ids: model.generate(ids, **options), input_signature=signature)
        found = graph(IDS)
        np.testing.assert_array_equal(found[:, :width], expected)
        assert (found[:, width:].numpy() == 1).all()


def test_new_random_numbers_at_each_call() -> None:
    model = llama()
    graph = tf.function(lambda ids: model.generate(ids, do_sample=True, max_new_tokens=6))
    assert (graph(IDS).numpy() != graph(IDS).numpy()).any()


def test_xla() -> None:
    model = llama()
    graph = tf.function(lambda ids: model.generate(ids, **OPTIONS), jit_compile=True)
    expected = model.generate(IDS, **OPTIONS)
    np.testing.assert_array_equal(graph(IDS)[:, : expected.shape[1]], expected)


def test_a_saved_model_that_generates(tmp_path: Any) -> None:
    model = llama()

    @tf.function(input_signature=[OPEN, OPEN])
    def serve(input_ids: tf.Tensor, attention_mask: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"sequences": model.generate(input_ids, attention_mask=attention_mask, **OPTIONS)}

    tf.saved_model.save(model, tmp_path, signatures=serve)
    served = tf.saved_model.load(str(tmp_path)).signatures["serving_default"]
    for ids in (IDS, IDS[:1, 2:]):
        mask = tf.cast(ids > 1, tf.int32)
        found = served(input_ids=ids, attention_mask=mask)["sequences"]
        expected = model.generate(ids, attention_mask=mask, **OPTIONS)
        np.testing.assert_array_equal(found[:, : expected.shape[1]], expected)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"num_beams": 2}, "greedy search and sampling"),
    ({"max_time": 1.0}, "outside of one"),
]


@pytest.mark.parametrize(("options", "words"), REFUSED)
def test_what_a_graph_cannot(options: dict[str, Any], words: str) -> None:
    model = llama()
    with pytest.raises(InputError, match=words):
        tf.function(lambda ids: model.generate(ids, **OPTIONS | options), autograph=False)(IDS)
