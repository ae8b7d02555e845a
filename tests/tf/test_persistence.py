"""Copies, Keras' files, checkpoints, threads."""

from __future__ import annotations

import copy
import pickle
import threading

import keras
import numpy as np
import pytest
import tensorflow as tf

from auto_core.configs.bert import BertConfig
from auto_core.errors import InputError
from auto_tf import TFBertForMaskedLM, TFBertModel, TFPreTrainedModel


@pytest.mark.parametrize("head", [TFBertModel, TFBertForMaskedLM])
@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_copies_compute_the_same_and_share_nothing(config, inputs, head, duplicate) -> None:
    model = head(config)
    first = model.trainable_variables[0]
    first.trainable = False
    copied = duplicate(model)
    assert type(copied) is type(model)
    assert len(copied.trainable_variables) == len(model.trainable_variables)
    np.testing.assert_array_equal(copied(**inputs)[0], model(**inputs)[0])
    assert not {id(v) for v in copied.variables} & {id(v) for v in model.variables}


@pytest.mark.parametrize("head", [TFBertModel, TFBertForMaskedLM])
def test_weights_files_hold_every_variable(config, inputs, tmp_path, head) -> None:
    keras.utils.set_random_seed(1)
    model, other = head(config), head(config)
    for variable in model.trainable_variables:  # zeros and ones hide what was left out
        variable.assign(np.random.default_rng(0).normal(size=variable.shape))
    model.save_weights(tmp_path / "x.weights.h5")
    other.load_weights(tmp_path / "x.weights.h5")
    np.testing.assert_array_equal(other(**inputs)[0], model(**inputs)[0])
    for mine, theirs in zip(model.slots(), other.slots(), strict=True):
        np.testing.assert_array_equal(mine.read(), theirs.read(), err_msg=mine.name)


def test_keras_files(model, inputs, tmp_path) -> None:
    model.save(tmp_path / "x.keras")
    loaded = keras.models.load_model(tmp_path / "x.keras")
    assert type(loaded) is TFBertModel
    np.testing.assert_array_equal(loaded(**inputs)[0], model(**inputs)[0])


@pytest.mark.parametrize("dtype", [None, "bfloat16"])
def test_checkpoints(model, inputs, tmp_path, dtype) -> None:
    model.save_pretrained(tmp_path)
    loaded = TFBertModel.from_pretrained(tmp_path, **({"dtype": dtype} if dtype else {}))
    assert not loaded.loading_report.initialised
    assert loaded.num_parameters() == model.num_parameters()
    for mine, theirs in zip(model.slots(), loaded.slots(), strict=True):
        expected = mine.read().astype(theirs.read().dtype)
        np.testing.assert_array_equal(theirs.read(), expected, err_msg=mine.name)
    assert loaded.dtype == (dtype or "float32")


def test_device_by_keyword_or_scope(model, tmp_path) -> None:
    model.save_pretrained(tmp_path)
    assert TFBertModel.from_pretrained(tmp_path, device="/CPU:0").device.endswith("CPU:0")
    with tf.device("/CPU:0"):
        assert TFBertModel.from_pretrained(tmp_path).device.endswith("CPU:0")


def test_building_allocates_nothing(config) -> None:
    from auto_core.pretrained import building

    with building():
        model = TFBertModel(config)
    assert all(slot.is_empty for slot in model.slots())
    with pytest.raises(RuntimeError, match="no values yet"):
        model(np.ones((1, 2), np.int64))


def test_threads_build_without_seeing_each_other(config, inputs, tmp_path) -> None:
    TFBertModel(config).save_pretrained(tmp_path)
    expected = TFBertModel.from_pretrained(tmp_path)(**inputs)[0]
    found: list = []

    def build(index: int) -> None:
        if index % 2:
            found.append(TFBertModel.from_pretrained(tmp_path)(**inputs)[0])
        else:
            model = TFBertModel.from_config(config, dtype="bfloat16")
            assert not any(slot.is_empty for slot in model.slots())

    threads = [threading.Thread(target=build, args=(index,)) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    for output in found:
        np.testing.assert_array_equal(output, expected)
    assert keras.config.dtype_policy().name == "float32"


class Plain(TFPreTrainedModel):
    """A user's model of ordinary Keras layers."""

    config_class = BertConfig

    def __init__(self, config):
        super().__init__(config)
        self.embed = keras.layers.Embedding(config.vocab_size, 4)
        self.blocks = [keras.layers.Dense(4), keras.layers.Dense(3)]

    def call(self, input_ids, training=None):
        x = self.embed(input_ids)
        for block in self.blocks:
            x = block(x)
        return x


def test_ordinary_keras_subclasses(config, inputs, tmp_path) -> None:
    model = Plain(config)
    expected = model(inputs["input_ids"])
    model.save_pretrained(tmp_path)
    loaded = Plain.from_pretrained(tmp_path)
    np.testing.assert_array_equal(loaded(inputs["input_ids"]), expected)
    assert [slot.name for slot in loaded.slots()][:2] == ["embed.weight", "blocks.0.weight"]
    np.testing.assert_array_equal(copy.deepcopy(model)(inputs["input_ids"]), expected)


class _Custom(TFPreTrainedModel):
    """Of Keras' ordinary layers, none of them built."""

    config_class = BertConfig

    def __init__(self, config: BertConfig):
        super().__init__(config)
        self.conv = keras.layers.Conv1D(6, 2, groups=3)
        self.norms = [keras.layers.LayerNormalization(), keras.layers.BatchNormalization()]
        self.back = keras.layers.Conv1DTranspose(5, 2)
        self.table = keras.layers.Embedding(7, 3)
        self.dense = keras.layers.Dense(3)

    def call(self, x):
        x = self.conv(x)
        for norm in self.norms:
            x = norm(x)
        return self.dense(self.back(x)) + self.table(tf.constant([[1]]))


def test_layers_of_keras_that_nobody_built(config, tmp_path) -> None:
    x = np.random.default_rng(0).normal(size=(2, 5, 6)).astype(np.float32)
    model = _Custom(config)
    with pytest.raises(InputError, match="conv1d.* call it once before you save it"):
        model.save_pretrained(tmp_path)
    right = model(x)
    model.save_pretrained(tmp_path)
    for again in (_Custom.from_pretrained(tmp_path), copy.deepcopy(model)):
        np.testing.assert_array_equal(again(x), right)
        np.testing.assert_array_equal(again(x[:1, :4]), model(x[:1, :4]))


def test_layers_without_a_name_in_a_checkpoint(config, tmp_path) -> None:
    class Attends(TFPreTrainedModel):
        config_class = BertConfig

        def __init__(self, config: BertConfig):
            super().__init__(config)
            self.attention = keras.layers.MultiHeadAttention(2, 3)

        def call(self, x):
            return self.attention(x, x)

    model = Attends(config)
    model(np.ones((1, 2, 4), np.float32))
    with pytest.raises(InputError, match="attention.*query/kernel"):
        model.save_pretrained(tmp_path)
