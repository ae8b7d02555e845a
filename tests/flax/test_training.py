"""Training: losses fall, dropout acts only then and obeys a seed, checkpointing changes nothing."""

from __future__ import annotations

import functools

import jax
import numpy as np
import optax
import pytest
from flax import nnx
from numpy.testing import assert_allclose

from auto_flax.models.bert import BertForMaskedLM, BertForSequenceClassification

# Of the module, so that models of one config share what is compiled.
ADAMW = optax.adamw(1e-2)


@nnx.jit
def nnx_step(model, optimizer, batch):
    loss, grads = nnx.value_and_grad(lambda model: model(**batch).loss)(model)
    optimizer.update(model, grads)
    return loss


def nnx_steps(model, batch, steps):
    optimizer = nnx.Optimizer(model, ADAMW, wrt=nnx.Param)
    return [float(nnx_step(model, optimizer, batch)) for _ in range(steps)]


@functools.partial(jax.jit, static_argnums=0)
def jax_step(graphdef, params, rest, state, batch):
    def loss_of(params):
        model = nnx.merge(graphdef, params, rest, copy=True)
        return model(**batch).loss, nnx.state(model, nnx.Not(nnx.Param))

    (loss, rest), grads = jax.value_and_grad(loss_of, has_aux=True)(params)
    updates, state = ADAMW.update(grads, state, params)
    return loss, optax.apply_updates(params, updates), rest, state


def jax_steps(model, batch, steps):
    """Without NNX in the loop: the model is taken apart once."""
    graphdef, params, rest = nnx.split(model, nnx.Param, ...)
    state, losses = ADAMW.init(params), []
    for _ in range(steps):
        loss, params, rest, state = jax_step(graphdef, params, rest, state, batch)
        losses.append(float(loss))
    nnx.update(model, params, rest)
    return losses


@pytest.mark.parametrize("train", [nnx_steps, jax_steps])
def test_training_lowers_the_loss(train, model, batch):
    model.eval()
    before = model(**batch).loss
    model.train()
    train(model, batch, 40)
    model.eval()
    assert model(**batch).loss < 0.7 * before


@pytest.mark.parametrize("train", [nnx_steps, jax_steps])
def test_training_repeats_under_one_seed(train, config, batch):
    def losses(seed):
        return train(BertForSequenceClassification(config, rngs=nnx.Rngs(seed)), batch, 3)

    assert losses(0) == losses(0)
    assert losses(0) != losses(1)


def test_dropout_acts_in_training_only(model, batch):
    assert model.training
    assert (model(**batch).logits != model(**batch).logits).any()
    model.eval()
    assert not model.training
    assert (model(**batch).logits == model(**batch).logits).all()
    model.train()
    assert (model(**batch).logits != model(**batch).logits).any()


def test_reseeding_repeats_dropout(model, batch):
    nnx.reseed(model, dropout=5)
    first, second = model(**batch).logits, model(**batch).logits
    nnx.reseed(model, dropout=5)
    assert (model(**batch).logits == first).all()
    assert (first != second).any()


def test_layers_drop_different_elements(model, batch):
    drops = [m for _, m in nnx.iter_modules(model) if isinstance(m, nnx.Dropout)]
    ones = np.ones((4, 50), np.float32)
    masks = {np.asarray(drop(ones)).tobytes() for drop in drops}
    assert len(masks) == len(drops) > 3


def test_numpys_seed_governs_a_model_without_rngs(config, batch):
    def logits():
        np.random.seed(3)
        return BertForSequenceClassification(config)(**batch).logits

    assert (logits() == logits()).all()


def gradients(model, batch):
    nnx.reseed(model, dropout=1)
    loss, grads = nnx.jit(nnx.value_and_grad(lambda model: model(**batch).loss))(model)
    return loss, nnx.to_pure_dict(grads)


@pytest.mark.parametrize("mode", ["train", "eval"])
def test_gradient_checkpointing_changes_no_gradient(mode, model, batch):
    getattr(model, mode)()
    loss, expected = gradients(model, batch)
    assert not model.is_gradient_checkpointing
    assert model.gradient_checkpointing_enable() is model
    assert model.is_gradient_checkpointing
    loss_again, found = gradients(model, batch)
    assert_allclose(loss_again, loss, rtol=1e-6)
    jax.tree.map(lambda a, b: assert_allclose(a, b, rtol=1e-4, atol=1e-6), found, expected)
    assert not model.gradient_checkpointing_disable().is_gradient_checkpointing


def test_gradient_checkpointing_recomputes(model, batch):
    graphdef, state = nnx.split(model.eval())

    def equations(graphdef):
        def loss_of(state):
            return nnx.merge(graphdef, state)(**batch).loss

        return str(jax.make_jaxpr(jax.grad(loss_of, allow_int=True))(state))

    assert "remat" not in equations(graphdef)
    assert "remat" in equations(nnx.graphdef(model.gradient_checkpointing_enable()))


def test_the_padding_row_gets_no_gradient(config, batch):
    config.tie_word_embeddings = False
    model = BertForMaskedLM(config, rngs=nnx.Rngs(0)).eval()
    ids = batch["input_ids"].copy()
    ids[:, -3:] = config.pad_token_id
    grads = nnx.grad(lambda model: model(ids, labels=batch["input_ids"]).loss)(model)
    rows = grads.bert.embeddings.word_embeddings.embedding[...]
    assert not np.any(rows[config.pad_token_id])
    assert np.any(rows[ids[0, 0]])


def test_tied_weights_get_both_gradients(config, batch):
    def table_gradient(tied):
        config.tie_word_embeddings = tied
        model = BertForMaskedLM(config, rngs=nnx.Rngs(0)).eval()
        table = model.bert.embeddings.word_embeddings.embedding
        if not tied:
            model.cls.predictions.decoder.kernel.set_value(table[...].T)
        inputs = batch["input_ids"]
        grads = nnx.grad(lambda model: model(inputs, labels=inputs).loss)(model)
        own = grads.bert.embeddings.word_embeddings.embedding[...]
        return own if tied else own + grads.cls.predictions.decoder.kernel[...].T

    assert_allclose(table_gradient(True), table_gradient(False), rtol=1e-4, atol=1e-6)
