"""A model is a plain nnx.Module: JAX's and NNX's transformations apply to it."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from numpy.testing import assert_allclose

from auto_core.outputs import SequenceClassifierOutput
from auto_flax.models.bert import BertForMaskedLM

# One program against another: XLA fuses and orders sums anew, which costs a few units of float32.
CLOSE = dict(rtol=1e-5, atol=1e-5)


def loss_of(model, batch):
    return model(**batch).loss


def through_jit(model, batch):
    return jax.jit(lambda model, batch: model(**batch))(model, batch)


def through_nnx_jit(model, batch):
    return nnx.jit(lambda model, batch: model(**batch))(model, batch)


def through_split_and_merge(model, batch):
    graphdef, state = nnx.split(model)
    return jax.jit(lambda state, batch: nnx.merge(graphdef, state)(**batch))(state, batch)


def through_compile(model, batch):
    return model.compile()(**batch)


@pytest.mark.parametrize(
    "call", [through_jit, through_nnx_jit, through_split_and_merge, through_compile]
)
def test_a_compiled_call_is_the_eager_one(call, model, batch):
    model.eval()
    expected, found = model(**batch), call(model, batch)
    assert type(found) is SequenceClassifierOutput
    assert list(found) == ["loss", "logits"]
    assert_allclose(found.logits, expected.logits, **CLOSE)
    assert_allclose(found.loss, expected.loss, **CLOSE)


def test_outputs_are_pytrees_with_names(model, batch):
    output = model.eval()(**batch, output_hidden_states=True)
    paths = [jax.tree_util.keystr(path) for path, _ in jax.tree_util.tree_leaves_with_path(output)]
    assert paths == [".loss", ".logits", *(f".hidden_states[{i}]" for i in range(2))]
    doubled = jax.tree.map(lambda x: 2 * x, output)
    assert_allclose(doubled.hidden_states[1], 2 * output.hidden_states[1])
    assert doubled.attentions is None


def test_gradients_agree_with_differences(model, batch):
    model.eval()
    grads = nnx.grad(loss_of)(model, batch)
    kernel = model.bert.encoder.layer[0].intermediate.dense.kernel
    direction = jnp.asarray(np.random.default_rng(1).standard_normal(kernel.shape), jnp.float32)
    slope = jnp.vdot(grads.bert.encoder.layer[0].intermediate.dense.kernel[...], direction)
    values, step, losses = kernel[...], 1e-2, []
    for sign in (1, -1):
        kernel.set_value(values + sign * step * direction)
        losses.append(loss_of(model, batch))
    # A difference quotient: its own error is of the order of step squared, and the difference of
    # two float32 losses of about 4 has lost four of seven digits.
    assert_allclose((losses[0] - losses[1]) / (2 * step), slope, rtol=1e-2)


def test_jax_grad_of_a_split_model_is_nnx_grad(model, batch):
    model.eval()
    graphdef, params, rest = nnx.split(model, nnx.Param, ...)
    pure = jax.grad(lambda params: loss_of(nnx.merge(graphdef, params, rest), batch))(params)
    jax.tree.map(lambda a, b: assert_allclose(a, b, **CLOSE), pure, nnx.grad(loss_of)(model, batch))


def test_value_and_grad_under_nnx_jit(model, batch):
    model.eval()
    loss, grads = nnx.jit(nnx.value_and_grad(loss_of))(model, batch)
    assert_allclose(loss, model(**batch).loss, **CLOSE)
    assert all(np.isfinite(g).all() for g in jax.tree.leaves(grads))


def test_vmap_over_examples_is_the_batch(model, batch):
    model.eval()

    def one(ids, mask):
        return model(ids[None], mask[None]).logits[0]

    rows = jax.vmap(one)(jnp.asarray(batch["input_ids"]), jnp.asarray(batch["attention_mask"]))
    assert_allclose(rows, model(**batch).logits, **CLOSE)


def test_vmap_over_models(config, batch):
    from auto_flax.models.bert import BertForSequenceClassification

    models = [BertForSequenceClassification(config, rngs=nnx.Rngs(i)).eval() for i in (1, 2)]
    graphdef, first = nnx.split(models[0])
    states = jax.tree.map(lambda *x: jnp.stack(x), first, nnx.state(models[1]))
    logits = jax.vmap(lambda state: nnx.merge(graphdef, state)(**batch).logits)(states)
    assert_allclose(logits[1], models[1](**batch).logits, **CLOSE)


def test_state_of_one_model_updates_another(config, batch, model):
    from auto_flax.models.bert import BertForSequenceClassification

    other = BertForSequenceClassification(config, rngs=nnx.Rngs(9)).eval()
    assert abs(other(**batch).logits - model.eval()(**batch).logits).max() > 1e-3
    nnx.update(other, nnx.state(model))
    assert_allclose(other(**batch).logits, model(**batch).logits, **CLOSE)


def test_tied_weights_stay_one_through_split_and_merge(config, batch):
    model = BertForMaskedLM(config, rngs=nnx.Rngs(0)).eval()
    merged = nnx.merge(*nnx.split(model))
    table = merged.bert.embeddings.word_embeddings.embedding
    assert merged.cls.predictions.decoder.kernel is table
    table.set_value(table[...] * 0)
    logits = merged(batch["input_ids"]).logits
    assert_allclose(logits, np.broadcast_to(merged.cls.predictions.bias[...], logits.shape))


def test_models_of_one_config_are_compiled_once(config, batch):
    from auto_flax.models.bert import BertForSequenceClassification

    compiled = []

    @nnx.jit
    def call(model, batch):
        compiled.append(1)
        return model(**batch).logits

    for seed in (0, 1):
        call(BertForSequenceClassification(config, rngs=nnx.Rngs(seed)).eval(), batch)
    assert len(compiled) == 1
