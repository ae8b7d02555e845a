"""Computing in bfloat16 over float32 parameters: `dtype` and `param_dtype`, as Flax says it."""

from __future__ import annotations

import copy
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import nnx

from auto_core import CLIPConfig, LlamaConfig, ResNetConfig
from auto_flax import (
    FlaxAutoModelForCausalLM,
    FlaxBertForSequenceClassification,
    FlaxCLIPModel,
    FlaxLlamaForCausalLM,
    FlaxResNetForImageClassification,
)

BOTH = dict(dtype=jnp.bfloat16, param_dtype=jnp.float32)


def dtypes(model: Any) -> set[str]:
    return {str(v.get_value().dtype) for _, v in nnx.to_flat_state(nnx.state(model, nnx.Param))}


@pytest.fixture
def saved(config: Any, tmp_path: Any) -> Any:
    FlaxBertForSequenceClassification(config, rngs=nnx.Rngs(0)).save_pretrained(tmp_path)
    return tmp_path


def test_computes_what_a_model_of_bfloat16_does(saved, batch) -> None:
    model = FlaxBertForSequenceClassification.from_pretrained(saved, **BOTH)
    low = FlaxBertForSequenceClassification.from_pretrained(saved, dtype="bfloat16")
    assert dtypes(model) == {"float32"} and dtypes(low) == {"bfloat16"}
    assert (model.dtype, model.param_dtype, low.param_dtype) == ("bfloat16", "float32", "bfloat16")
    expected = low(**batch)
    assert expected.logits.dtype == jnp.bfloat16
    for found in (model(**batch), model.compile()(**batch), nnx.jit(model)(**batch)):
        assert found.logits.dtype == jnp.bfloat16
        np.testing.assert_allclose(
            np.float32(found.logits), np.float32(expected.logits), rtol=0.02, atol=0.02
        )
    assert copy.deepcopy(model).dtype == "bfloat16"
    model.save_pretrained(saved / "again")
    again = FlaxBertForSequenceClassification.from_pretrained(saved / "again")
    assert dtypes(again) == {"float32"} and again.dtype == "float32"


def test_small_steps_are_not_lost(saved, batch) -> None:
    """At a learning rate of 1e-6 a parameter of bfloat16 would not move at all."""
    model = FlaxBertForSequenceClassification.from_pretrained(saved, **BOTH).train()
    optimizer = nnx.Optimizer(model, optax.adam(1e-6), wrt=nnx.Param)
    before = model.classifier.kernel.get_value()

    @nnx.jit
    def step(model: Any, optimizer: Any) -> jax.Array:
        def loss(model: Any) -> jax.Array:
            return model(**batch).loss

        value, gradients = nnx.value_and_grad(loss)(model)
        optimizer.update(model, gradients)
        return value

    assert all(np.isfinite(step(model, optimizer)) for _ in range(3))
    counts = [v.get_value() for _, v in nnx.to_flat_state(nnx.state(model, nnx.RngCount))]
    assert counts and min(map(int, counts)) >= 3  # what dropout sampled is taken over
    assert dtypes(model) == {"float32"}
    change = np.abs(model.classifier.kernel.get_value() - before)
    assert 0 < change.max() < 1e-5 and (change > 0).mean() > 0.9


def test_generates_what_a_model_of_bfloat16_does() -> None:
    config = LlamaConfig(
        vocab_size=41,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=24,
        initializer_range=0.2,
    )
    model = FlaxAutoModelForCausalLM.from_config(config, rngs=nnx.Rngs(0), **BOTH).eval()
    low = FlaxLlamaForCausalLM.from_config(config, rngs=nnx.Rngs(0), dtype="bfloat16").eval()
    ids = jnp.arange(3, 9)[None]
    found = model.generate(ids, max_new_tokens=6, do_sample=False)
    np.testing.assert_array_equal(found, low.generate(ids, max_new_tokens=6, do_sample=False))


def test_statistics_stay_in_float32_and_are_taken_over() -> None:
    config = ResNetConfig(embedding_size=8, hidden_sizes=[8], depths=[1], num_channels=3)
    model = FlaxResNetForImageClassification.from_config(config, rngs=nnx.Rngs(0), **BOTH).train()
    pixels = np.random.default_rng(0).normal(size=(2, 3, 16, 16)).astype(np.float32)
    means = {n.name: n.read() for n in model.slots() if n.name.endswith("running_mean")}
    assert model(pixels).logits.dtype == jnp.bfloat16
    for slot in model.slots():
        if slot.name in means:
            assert slot.read().dtype == np.float32 and np.abs(slot.read() - means[slot.name]).max()


def test_features_too() -> None:
    small = dict(hidden_size=16, intermediate_size=24, num_hidden_layers=1, num_attention_heads=2)
    config = CLIPConfig(
        text_config=dict(small, vocab_size=41, max_position_embeddings=12),
        vision_config=dict(small, image_size=8, patch_size=4),
        projection_dim=8,
    )
    model = FlaxCLIPModel.from_config(config, rngs=nnx.Rngs(0), **BOTH).eval()
    features = model.get_text_features(jnp.arange(3, 9)[None])
    assert getattr(features, "pooler_output", features).dtype == jnp.bfloat16
