"""`generate` inside a caller's nnx.jit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from auto_core import GPT2Config, LlamaConfig, T5Config
from auto_core.errors import InputError
from auto_flax import FlaxGPT2LMHeadModel, FlaxLlamaForCausalLM, FlaxT5ForConditionalGeneration

IDS = jnp.array([[1, 1, 5, 6, 7], [3, 4, 5, 6, 7]])
OPTIONS: dict[str, Any] = dict(max_new_tokens=6, eos_token_id=2, pad_token_id=1)


def llama() -> FlaxLlamaForCausalLM:
    config = LlamaConfig(
        vocab_size=31,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=24,
        initializer_range=0.4,
    )
    return FlaxLlamaForCausalLM(config, rngs=nnx.Rngs(0)).eval()


def t5() -> FlaxT5ForConditionalGeneration:
    config = T5Config(
        vocab_size=31,
        d_model=16,
        d_kv=8,
        d_ff=24,
        num_layers=1,
        num_heads=2,
        decoder_start_token_id=0,
    )
    return FlaxT5ForConditionalGeneration(config, rngs=nnx.Rngs(0)).eval()


WAYS: dict[str, dict[str, Any]] = {
    "greedy": {},
    "inferred mask": {"attention_mask": None},
    "sampling": {"do_sample": True, "seed": 3},
    "repetition": {"repetition_penalty": 1.5, "min_new_tokens": 3},
}


@pytest.mark.parametrize("make", [llama, t5])
@pytest.mark.parametrize("way", WAYS)
def test_the_same_as_outside(make: Callable[[], Any], way: str) -> None:
    model, options = make(), OPTIONS | {"attention_mask": (IDS > 1) * 1} | WAYS[way]
    expected = np.asarray(model.generate(IDS, **options))
    found = nnx.jit(lambda model, ids: model.generate(ids, **options))(model, IDS)
    assert found.shape[1] == 6 + (5 if make is llama else 1)
    width = expected.shape[1]
    np.testing.assert_array_equal(found[:, :width], expected)
    assert (found[:, width:] == 1).all()
    closed = nnx.jit(lambda model: model.generate(IDS, **options))(model)
    np.testing.assert_array_equal(closed, found)


def test_random_numbers_are_an_argument() -> None:
    model = llama()

    @nnx.jit
    def sample(model: Any, key: jax.Array) -> jax.Array:
        return model.generate(IDS, do_sample=True, prng_key=key, max_new_tokens=6)

    one, other = sample(model, jax.random.key(0)), sample(model, jax.random.key(1))
    assert (one != other).any()
    with pytest.raises(InputError, match="prng_key"):
        nnx.jit(lambda m, ids: m.generate(ids, do_sample=True, max_new_tokens=2))(model, IDS)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"num_beams": 2}, "greedy search and sampling"),
    ({"max_time": 1.0}, "outside of one"),
    ({"return_dict_in_generate": True, "output_scores": True}, "outputs of single steps"),
]


@pytest.mark.parametrize(("options", "words"), REFUSED)
def test_what_a_graph_cannot(options: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        nnx.jit(lambda m, ids: m.generate(ids, **OPTIONS | options))(llama(), IDS)


def test_texts_longer_than_positions() -> None:
    config = GPT2Config(vocab_size=31, n_embd=16, n_layer=1, n_head=2, n_positions=8)
    model = FlaxGPT2LMHeadModel(config, rngs=nnx.Rngs(0)).eval()
    with pytest.raises(InputError, match="positions for 9.*smaller max_new_tokens"):
        nnx.jit(lambda m, ids: m.generate(ids, **OPTIONS))(model, IDS)
