"""Ways to call a model, and the training flag."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from auto_core.errors import UnknownArgumentError
from auto_tf import TFBertModel, nn

CALLS = {
    "names": lambda m, i, a: m(input_ids=i, attention_mask=a),
    "positions": lambda m, i, a: m(i, a),
    "mapping": lambda m, i, a: m({"input_ids": i, "attention_mask": a}),
    "list of tensors": lambda m, i, a: m([tf.constant(i), tf.constant(a)]),
    "list of tensors, some left out": lambda m, i, a: m([tf.constant(i), tf.constant(a), None]),
    "nested lists": lambda m, i, a: m(i.tolist(), attention_mask=a.tolist()),
    "int32": lambda m, i, a: m(tf.constant(i, tf.int32), tf.constant(a, tf.int32)),
    "boolean mask": lambda m, i, a: m(i, tf.constant(a == 1)),
    "network": lambda m, i, a: m.network(i, attention_mask=a),
}


@pytest.mark.parametrize("way", CALLS)
def test_every_way_gives_the_same(model, inputs, way) -> None:
    expected = model(**inputs).last_hidden_state
    found = CALLS[way](model, inputs["input_ids"], inputs["attention_mask"]).last_hidden_state
    np.testing.assert_array_equal(found, expected)


def test_tuple_on_request(model, inputs) -> None:
    output = model(**inputs, return_dict=False)
    assert isinstance(output, tuple)
    assert len(output) == 2


def test_unknown_inputs_are_refused(model, inputs) -> None:
    with pytest.raises(UnknownArgumentError, match="attention_mask"):
        model(inputs["input_ids"], attenton_mask=inputs["attention_mask"])


def test_parts_of_the_network_are_the_models(model) -> None:
    assert model.embeddings is model.network.embeddings
    assert model.get_input_embeddings() is model.embeddings.word_embeddings
    assert isinstance(model.encoder.layer[1].output.dense, keras.layers.Dense)
    with pytest.raises(AttributeError, match="nonsense"):
        _ = model.nonsense


def test_outputs_are_nests(model, inputs) -> None:
    output = model(**inputs, output_hidden_states=True)
    for tree in (tf.nest, keras.tree):
        doubled = tree.map_structure(lambda x: 2 * x, output)
        assert type(doubled) is type(output)
        np.testing.assert_array_equal(doubled.hidden_states[1], 2 * output.hidden_states[1])


def varies(call) -> bool:
    return not np.array_equal(call().last_hidden_state, call().last_hidden_state)


def test_dropout_follows_the_training_flag(model, inputs) -> None:
    assert not varies(lambda: model(**inputs))
    assert varies(lambda: model(**inputs, training=True))
    model.train()
    assert varies(lambda: model(**inputs))
    assert not varies(lambda: model(**inputs, training=False))
    model.eval()
    assert not varies(lambda: model(**inputs))


def test_dropouts_of_one_model_share_a_generator(config) -> None:
    model = TFBertModel(config)
    drops = [layer for layer in model._flatten_layers() if isinstance(layer, nn.Dropout)]
    assert len(drops) > 2
    assert len({id(layer.seed_generator.state) for layer in drops}) == 1
    assert sum("seed" in variable.name for variable in model.variables) == 1
    x = tf.ones((50, 50))
    masks = [layer(x, training=True).numpy() for layer in (*drops[:2], drops[0])]
    assert not np.array_equal(masks[0], masks[1])
    assert not np.array_equal(masks[0], masks[2])
    other = TFBertModel(config)
    states = [next(v for v in m.variables if "seed" in v.name) for m in (model, other)]
    assert not np.array_equal(*(state.numpy() for state in states))


def test_dropout_follows_an_outer_keras_model(model, inputs) -> None:
    class Outer(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = model

        def call(self, ids):
            return self.inner(ids)

    outer = Outer()
    assert varies(lambda: outer(inputs["input_ids"], training=True))
    assert not varies(lambda: outer(inputs["input_ids"], training=False))


def test_seed_governs_weights_and_dropout(config, inputs) -> None:
    def run():
        keras.utils.set_random_seed(7)
        return TFBertModel(config)(**inputs, training=True).last_hidden_state

    np.testing.assert_array_equal(run(), run())


def test_functional_models(model, inputs) -> None:
    ids = keras.Input((None,), dtype="int32")
    functional = keras.Model(ids, model(ids).last_hidden_state)
    expected = model(inputs["input_ids"]).last_hidden_state
    np.testing.assert_allclose(functional(inputs["input_ids"]), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_narrow_dtypes(config, inputs, dtype) -> None:
    model = TFBertModel.from_config(config, dtype=dtype)
    assert model.dtype == dtype
    assert {v.dtype for v in model.trainable_variables} == {dtype}
    wide = TFBertModel.from_config(config)
    for slot, other in zip(wide.slots(), model.slots(), strict=True):
        slot.write(other.read().astype(np.float32), None, None)
    found, exact = (m(**inputs).last_hidden_state for m in (model, wide))
    assert found.dtype == dtype
    # bfloat16 has eight bits: each step errs by 2**-9 of a value of up to 4, some twenty times.
    np.testing.assert_allclose(tf.cast(found, tf.float32), exact, atol=0.15)


def test_mixed_precision(model, inputs) -> None:
    model.dtype_policy = "mixed_bfloat16"
    assert model(**inputs).last_hidden_state.dtype == tf.bfloat16
    assert model.dtype == "float32"


def test_lora_on_a_linear_layer(model, inputs) -> None:
    before = model(**inputs).last_hidden_state
    query = model.encoder.layer[0].attention.self.query
    query.enable_lora(2)
    np.testing.assert_allclose(model(**inputs).last_hidden_state, before, atol=1e-6)
    query.lora_kernel_b.assign(np.ones(query.lora_kernel_b.shape))
    assert np.abs(model(**inputs).last_hidden_state - before).max() > 1e-3
