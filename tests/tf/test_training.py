"""compile, fit, evaluate and predict, with the model's own loss or one of Keras'."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from auto_core.errors import InputError
from auto_tf import TFBertModel, ops

LABELS = np.array([0, 1, 1, 0])


def adam() -> keras.optimizers.Optimizer:
    return keras.optimizers.Adam(5e-3)


def test_fit_lowers_the_models_own_loss(classifier, inputs) -> None:
    data = tf.data.Dataset.from_tensor_slices({**inputs, "labels": LABELS}).batch(2)
    classifier.compile(adam(), metrics=["accuracy"])
    losses = classifier.fit(data, epochs=8, shuffle=False, verbose=0).history["loss"]
    assert losses[-1] < 0.5 * losses[0]
    loss, accuracy = classifier.evaluate(data, verbose=0)
    expected = classifier(**inputs, labels=LABELS).loss
    # After training the loss is small: what is left when nearly equal numbers are subtracted. The
    # graph of `evaluate`, whose sums run in another order, errs by float32's last digits of those.
    np.testing.assert_allclose(loss, expected, rtol=1e-3)
    assert accuracy == 1
    predicted = classifier.predict(data, verbose=0)
    np.testing.assert_allclose(predicted.logits, classifier(**inputs).logits, rtol=1e-3, atol=1e-4)


def test_targets_beside_the_inputs_are_labels(classifier, inputs) -> None:
    classifier.compile(adam())
    loss = classifier.evaluate(inputs, LABELS, verbose=0)
    # Keras adds up batches in its own order, in a graph.
    np.testing.assert_allclose(loss, classifier(**inputs, labels=LABELS).loss, rtol=1e-4)


def test_a_keras_loss_gets_the_logits(classifier, inputs) -> None:
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    classifier.compile(adam(), loss=loss, metrics=["accuracy"])
    found, _ = classifier.evaluate(inputs, LABELS, verbose=0)
    np.testing.assert_allclose(found, loss(LABELS, classifier(**inputs).logits), rtol=1e-4)
    losses = classifier.fit(inputs, LABELS, epochs=8, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


def test_compiling_again_forgets_the_loss(classifier, inputs) -> None:
    classifier.compile(adam(), loss="mse")
    classifier.compile(adam())
    with pytest.raises(InputError, match="no labels"):
        classifier.fit(inputs, verbose=0)


def test_the_tied_table_is_one_variable_and_learns(config, inputs) -> None:
    from auto_tf import TFBertForMaskedLM

    model = TFBertForMaskedLM(config)
    table = model.get_input_embeddings()._embeddings
    assert model.get_output_embeddings().table is table
    assert sum(v is table for v in model.trainable_variables) == 1
    with tf.GradientTape() as tape:
        loss = model(**inputs, labels=inputs["input_ids"]).loss
    gradients = tape.gradient(loss, model.trainable_variables)
    assert all(g is not None for g in gradients)
    model.compile(adam())
    before = table.numpy()
    model.fit({**inputs, "labels": inputs["input_ids"]}, verbose=0)
    assert np.abs(table.numpy() - before).max() > 1e-4


def test_the_padding_row_gets_no_gradient(config, inputs) -> None:
    model = TFBertModel(config)
    table = model.get_input_embeddings()._embeddings
    with tf.GradientTape() as tape:
        ids = np.where(inputs["attention_mask"] == 1, inputs["input_ids"], 0)
        loss = tf.reduce_sum(model(ids).last_hidden_state ** 3)
    gradient = tf.convert_to_tensor(tape.gradient(loss, table.value)).numpy()
    assert not gradient[0].any()
    assert gradient[ids[0, 0]].any()


def test_optimizers_can_tell_variables_by_path(model) -> None:
    paths = {variable.path for variable in model.trainable_variables}
    assert "encoder/layer/0/attention/self/query/kernel" in paths
    assert "embeddings/LayerNorm/gamma" in paths
    assert len(paths) == len(model.trainable_variables)


def test_what_follows_the_last_step_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """TensorFlow's gradient of a ResNet's shortcut writes past its memory where anything does."""
    seen, convolution = [], tf.nn.convolution

    def watched(x, kernel, **options):
        seen.append(tuple(x.shape))
        return convolution(x, kernel, **options)

    monkeypatch.setattr(tf.nn, "convolution", watched)
    rng = np.random.default_rng(0)
    x = tf.constant(rng.standard_normal((1, 8, 10, 12)), tf.float32)
    kernel = tf.constant(rng.standard_normal((12, 12, 1, 1)), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(kernel)
        y = ops.conv2d(x, kernel, stride=2, padding=0, dilation=1, groups=1)
    found = tape.gradient(y, kernel)
    assert seen == [(1, 7, 9, 12)]
    expected = np.broadcast_to(x.numpy()[:, ::2, ::2].sum((0, 1, 2)), (12, 12))
    np.testing.assert_allclose(found[:, :, 0, 0], expected, rtol=1e-4, atol=1e-4)
