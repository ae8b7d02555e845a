"""Keras' recipes for transfer learning: parts replaced, frozen, found by name, models on top."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from auto_core.errors import InputError
from auto_tf import TFBertForSequenceClassification, TFBertModel

LABELS = np.array([0, 1, 1, 0])


@pytest.fixture
def config(config: Any) -> Any:
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
    return config


def test_a_head_of_keras_is_used_saved_and_loaded(classifier, inputs, tmp_path) -> None:
    old = len(classifier.trainable_variables)
    classifier.classifier = keras.layers.Dense(3, name="mine")
    classifier.config.num_labels = 3
    assert classifier(**inputs).logits.shape == (4, 3)
    assert len(classifier.trainable_variables) == old
    assert classifier.network.classifier is classifier.classifier
    assert any(v.path == "classifier/kernel" for v in classifier.trainable_variables)
    classifier.compile("adam")
    classifier.fit(inputs, np.array([0, 2, 1, 2]), verbose=0)
    expected = classifier(**inputs).logits
    classifier.save_pretrained(tmp_path / "ours")
    again = TFBertForSequenceClassification.from_pretrained(tmp_path / "ours")
    np.testing.assert_array_equal(again(**inputs).logits, expected)
    classifier.save(tmp_path / "x.keras")
    again = keras.models.load_model(tmp_path / "x.keras")
    np.testing.assert_array_equal(again(**inputs).logits, expected)


def test_a_head_that_was_never_built_is_not_lost(classifier, tmp_path) -> None:
    classifier.classifier = keras.Sequential([keras.layers.Dense(5), keras.layers.Dense(2)])
    with pytest.raises(InputError, match="layers without variables"):
        classifier.save_pretrained(tmp_path)


def test_parts_are_layers(classifier) -> None:
    assert [layer.name for layer in classifier.layers] == ["bert", "dropout", "classifier"]
    assert classifier.get_layer("bert") is classifier.bert is classifier.layers[0]
    assert classifier.bert.encoder.layer[:1] == [classifier.bert.encoder.layer[0]]
    lines: list[str] = []
    classifier.summary(print_fn=lines.append)
    assert "bert (BertModel)" in lines[0] and "classifier (Linear)" in lines[0]


def test_a_frozen_encoder(classifier, inputs) -> None:
    classifier.layers[0].trainable = False
    assert [v.path for v in classifier.trainable_variables] == [
        "classifier/kernel",
        "classifier/bias",
    ]
    before = [v.numpy() for v in classifier.bert.variables]
    classifier.compile("adam")
    classifier.fit(inputs, LABELS, verbose=0)
    for variable, value in zip(classifier.bert.variables, before, strict=True):
        np.testing.assert_array_equal(variable, value)


def by_mapping(model: Any, ids: Any, mask: Any) -> Any:
    return model({"input_ids": ids, "attention_mask": mask}).pooler_output


def by_name(model: Any, ids: Any, mask: Any) -> Any:
    return model(input_ids=ids, attention_mask=mask, return_dict=False)[1]


def of_the_network(model: Any, ids: Any, mask: Any) -> Any:
    return model.network(ids, attention_mask=mask).pooler_output


@pytest.mark.parametrize("call", [by_mapping, by_name, of_the_network])
def test_functional_models_on_top(model, inputs, tmp_path, call: Callable[..., Any]) -> None:
    ids = keras.Input((None,), dtype="int32", name="input_ids")
    mask = keras.Input((None,), dtype="int32", name="attention_mask")
    whole = keras.Model([ids, mask], keras.layers.Dense(3)(call(model, ids, mask)))
    whole.compile("adam", "mse")
    given, targets = [inputs["input_ids"], inputs["attention_mask"]], np.ones((4, 3))
    whole.fit(given, targets, verbose=0)
    whole.save(tmp_path / "x.keras")
    again = keras.models.load_model(tmp_path / "x.keras")
    np.testing.assert_array_equal(again(given), whole(given))
    for either in (whole, again):  # the optimizer goes on where it was
        either.fit(given, targets, verbose=0)
    np.testing.assert_allclose(again(given), whole(given), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    "loss", [None, keras.losses.SparseCategoricalCrossentropy(from_logits=True)]
)
def test_a_compiled_model_goes_on_after_loading(classifier, inputs, tmp_path, loss) -> None:
    classifier.bert.embeddings.trainable = False
    classifier.compile(keras.optimizers.Adam(1e-2), loss, metrics=["accuracy"])
    classifier.fit(inputs, LABELS, verbose=0, epochs=2)
    classifier.save(tmp_path / "x.keras")
    again = keras.models.load_model(tmp_path / "x.keras")
    assert again.name == classifier.name
    assert len(again.trainable_variables) == len(classifier.trainable_variables)
    for either in (classifier, again):
        either.fit(inputs, LABELS, verbose=0)
    assert again.optimizer.iterations == 3
    np.testing.assert_allclose(again(**inputs).logits, classifier(**inputs).logits, rtol=1e-4)


def test_constructor_arguments_and_dtypes_are_kept(config, inputs, tmp_path) -> None:
    model = TFBertModel.from_config(config, add_pooling_layer=False, dtype="bfloat16")
    model.save(tmp_path / "x.keras")
    again = keras.models.load_model(tmp_path / "x.keras")
    assert again.pooler is None and again.dtype == "bfloat16"
    np.testing.assert_array_equal(
        tf.cast(again(**inputs)[0], tf.float32), tf.cast(model(**inputs)[0], tf.float32)
    )


class OnTop(keras.Model):
    """A user's model, which Keras builds by shapes alone: with floats of no value as ids."""

    def __init__(self, encoder: Any):
        super().__init__()
        self.encoder, self.head = encoder, keras.layers.Dense(2)

    def call(self, ids: Any, training: bool = False) -> Any:
        return self.head(self.encoder(ids, training=training).pooler_output)


def test_models_that_are_built_by_shapes(model, inputs) -> None:
    whole = OnTop(model)
    whole.build_from_config({"input_shape": (None, 7)})
    assert whole.head.kernel.shape == (16, 2)
    with pytest.raises(InputError, match="expected integers"):
        model(inputs["input_ids"].astype(np.float32))
