"""Buffers of `generate` that grow several times, against one buffer for all."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from auto_core import MambaConfig, MistralConfig
from auto_flax import FlaxMambaForCausalLM, FlaxMistralForCausalLM
from auto_flax.blocks import stage
from auto_flax.generation import loop

IDS = jnp.array([[1, 1, 5, 6, 7], [3, 4, 5, 6, 7]])
ONE_BUFFER = 64


def mistral() -> Any:
    config = MistralConfig(
        vocab_size=31,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        intermediate_size=24,
        sliding_window=13,
        initializer_range=0.4,
    )
    return FlaxMistralForCausalLM(config, rngs=nnx.Rngs(0)).eval()


def mamba() -> Any:
    config = MambaConfig(
        vocab_size=31, hidden_size=16, state_size=4, num_hidden_layers=1, initializer_range=0.4
    )
    return FlaxMambaForCausalLM(config, rngs=nnx.Rngs(0)).eval()


@pytest.mark.parametrize(
    ("make", "options"),
    [
        pytest.param(mistral, {}, id="greedy"),
        pytest.param(mistral, {"num_beams": 2}, id="beams"),
        pytest.param(mistral, {"do_sample": True, "seed": 3}, id="sampling"),
        pytest.param(mistral, {"output_attentions": True}, id="observed"),
        pytest.param(mamba, {}, id="states"),
    ],
)
def test_the_same_as_in_one_buffer(
    make: Any, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "_LENGTHS", (6,))
    monkeypatch.setattr(loop, "LEAST_ROOM", 8)
    monkeypatch.setattr(loop, "FIRST_ROOM", 8)
    longer, rooms = loop._longer, []

    def counted(*arguments: Any) -> Any:
        rooms.append(arguments[-1].room)
        return longer(*arguments)

    monkeypatch.setattr(loop, "_longer", counted)
    model = make()

    def generated(**more: Any) -> Any:
        return model.generate(
            IDS,
            attention_mask=(IDS > 1) * 1,
            max_new_tokens=20,
            eos_token_id=None,
            pad_token_id=1,
            return_dict_in_generate=True,
            **options,
            **more,
        )

    expected = generated(max_cache_len=ONE_BUFFER)
    assert rooms == []
    found = generated()
    assert rooms == [16, 32]
    np.testing.assert_array_equal(found.sequences, expected.sequences)
    if make is mistral:
        (keys,), (wanted,) = found.past_key_values.keys, expected.past_key_values.keys
        assert keys.shape == wanted.shape
        # What a ring has overwritten is masked, and something else.
        np.testing.assert_allclose(keys[:, -13:], wanted[:, -13:], atol=1e-5)
    if options.get("output_attentions"):
        for (one,), (other,) in zip(found.attentions, expected.attentions, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-5)
