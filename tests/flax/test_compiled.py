"""`model.compile()`: one compiled call that sees the model as it is."""

from __future__ import annotations

import jax
import numpy as np
import pytest
from flax import nnx
from numpy.testing import assert_allclose

from auto_core import VitsConfig
from auto_core.errors import InputError, UnknownArgumentError
from auto_flax import FlaxVitsModel, nn, ops

CLOSE = dict(rtol=1e-5, atol=1e-5)


def test_it_uses_new_weights(model, batch):
    model.eval()
    fast = model.compile()
    before = fast(**batch).logits
    model.classifier.bias.set_value(model.classifier.bias[...] + 1)
    assert_allclose(fast(**batch).logits, before + 1, **CLOSE)
    nnx.update(model, jax.tree.map(lambda x: 0 * x, nnx.state(model, nnx.Param)))
    assert_allclose(fast(**batch).logits, 0 * before)


def test_it_follows_train_and_eval(model, batch):
    fast = model.compile()
    nnx.reseed(model, dropout=2)
    dropped = [fast(**batch).logits, fast(**batch).logits]
    assert (dropped[0] != dropped[1]).any()
    nnx.reseed(model, dropout=2)
    assert_allclose(dropped, [model(**batch).logits, model(**batch).logits], **CLOSE)
    model.eval()
    assert_allclose(fast(**batch).logits, model(**batch).logits, **CLOSE)


def test_it_uses_a_replaced_layer(model, batch):
    model.eval()
    fast = model.compile()
    assert fast(**batch | {"labels": None}).logits.shape == (6, 3)
    model.classifier = nn.Linear(16, 5)
    model.init_weights()
    assert fast(**batch | {"labels": None}).logits.shape == (6, 5)


def test_it_compiles_once_per_shape_and_mode(model, batch):
    fast = model.eval().compile()
    traces = []
    forward = type(model).forward

    def counted(self, *args, **kwargs):
        traces.append(1)
        return forward(self, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(model), "forward", counted)
        for mode in (True, True, False, True, False):
            model.train(mode)
            fast(**batch)
        assert len(traces) == 2
        fast(batch["input_ids"][:, :4])
        assert len(traces) == 3


def test_it_takes_what_the_model_takes(model, batch):
    fast = model.eval().compile()
    ids = batch["input_ids"]
    expected = model(ids, output_hidden_states=True, return_dict=False)
    found = fast(ids.tolist(), output_hidden_states=True, return_dict=False)
    assert type(found) is tuple
    jax.tree.map(lambda a, b: assert_allclose(a, b, **CLOSE), found, expected)
    with pytest.raises(UnknownArgumentError, match="attention_masks"):
        fast(ids, attention_masks=ids)


def test_requests_come_from_the_config(model, batch):
    model.config.output_attentions = True
    fast = model.eval().compile()
    assert len(fast(**batch).attentions) == 1
    model.config.output_attentions = False
    assert fast(**batch).attentions is None


def test_training_goes_on_beside_it(model, batch):
    fast = model.eval().compile()
    before = np.asarray(fast(**batch).loss)
    grads = nnx.grad(lambda model: model(**batch).loss)(model)
    params = jax.tree.map(lambda p, g: p - 0.05 * g, nnx.state(model, nnx.Param), grads)
    nnx.update(model, params)
    assert fast(**batch).loss < before


def test_a_model_of_speech_is_hashable():
    """JAX compiles once for equal structures, which it looks up."""
    small = dict(vocab_size=20, hidden_size=8, num_hidden_layers=1, num_attention_heads=2)
    flows = dict(flow_size=4, prior_encoder_num_flows=1, duration_predictor_num_flows=1)
    narrow = dict(ffn_dim=8, upsample_initial_channel=8, upsample_rates=[2], spectrogram_bins=5)
    config = VitsConfig(**small, **flows, **narrow, upsample_kernel_sizes=[4])
    assert FlaxVitsModel.from_config(config).compile()


def test_a_shape_that_depends_on_values_is_refused():
    with pytest.raises(InputError, match=r"jax\.jit cannot compile"):
        jax.jit(ops.boolean_mask)(jax.numpy.arange(3), jax.numpy.ones(3, bool))
    with pytest.raises(InputError, match=r"jax\.jit cannot compile"):
        jax.jit(lambda n: ops.arange(0, n, like=n, dtype="int64"))(3)
