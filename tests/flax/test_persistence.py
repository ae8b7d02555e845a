"""Saving, loading, copying; dtypes and devices of parameters."""

from __future__ import annotations

import copy
import json
import pickle

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch
import transformers
from flax import nnx
from numpy.testing import assert_allclose, assert_array_equal

from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import InputError
from auto_flax.models.bert import BertForMaskedLM, BertForSequenceClassification
from auto_flax.pretrained import FlaxPreTrainedModel

CLOSE = dict(rtol=1e-5, atol=1e-5)


@pytest.fixture
def saved(config, tmp_path):
    """A masked language model with tied weights, and where it was saved."""
    model = BertForMaskedLM(config, rngs=nnx.Rngs(0)).eval()
    model.save_pretrained(tmp_path)
    return model, tmp_path


def test_transformers_reads_what_was_saved(saved, batch):
    model, directory = saved
    theirs, info = transformers.BertForMaskedLM.from_pretrained(directory, output_loading_info=True)
    assert not info["unexpected_keys"] and not info["missing_keys"]
    with torch.no_grad():
        expected = theirs(torch.tensor(batch["input_ids"])).logits
    assert_allclose(model(batch["input_ids"]).logits, expected, **CLOSE)


def test_a_saved_model_loads_to_the_last_bit(saved, batch):
    model, directory = saved
    loaded = BertForMaskedLM.from_pretrained(directory)
    assert not loaded.training
    assert loaded.cls.predictions.decoder.kernel is (
        loaded.bert.embeddings.word_embeddings.embedding
    )
    assert_array_equal(loaded(batch["input_ids"]).logits, model(batch["input_ids"]).logits)
    assert json.loads((directory / "config.json").read_text())["architectures"] == [
        "BertForMaskedLM"
    ]


def test_an_untied_decoder_is_saved_and_loaded(config, batch, tmp_path):
    config.tie_word_embeddings = False
    model = BertForMaskedLM(config, rngs=nnx.Rngs(0)).eval()
    model.save_pretrained(tmp_path)
    theirs = transformers.BertForMaskedLM.from_pretrained(tmp_path)
    with torch.no_grad():
        expected = theirs(torch.tensor(batch["input_ids"])).logits
    assert_allclose(
        BertForMaskedLM.from_pretrained(tmp_path)(batch["input_ids"]).logits, expected, **CLOSE
    )


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_copies_compute_the_same_and_are_apart(duplicate, saved, batch):
    model, directory = saved
    model = BertForMaskedLM.from_pretrained(directory)  # with a loading report
    other = duplicate(model)
    expected = model(batch["input_ids"]).logits
    assert_array_equal(other(batch["input_ids"]).logits, expected)
    table = other.bert.embeddings.word_embeddings.embedding
    assert other.cls.predictions.decoder.kernel is table
    table.set_value(table[...] + 1)
    assert_array_equal(model(batch["input_ids"]).logits, expected)


def test_a_copy_samples_the_same_dropout(model, batch):
    other = pickle.loads(pickle.dumps(model))
    assert_array_equal(other(**batch).logits, model(**batch).logits)


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_sixteen_bits(dtype, saved, batch, tmp_path):
    _, directory = saved
    model = BertForMaskedLM.from_pretrained(directory, dtype=dtype)
    assert model.dtype == jnp.dtype(dtype)
    logits = model(batch["input_ids"]).logits
    assert logits.dtype == jnp.dtype(dtype)
    full = BertForMaskedLM.from_pretrained(directory)(batch["input_ids"]).logits
    assert abs(logits - full).max() < 0.06 * abs(full).max()
    model.save_pretrained(tmp_path / dtype)
    again = BertForMaskedLM.from_pretrained(tmp_path / dtype)
    assert again.dtype == jnp.dtype(dtype)
    assert_array_equal(again(batch["input_ids"]).logits, logits)


def test_sixty_four_bits_where_jax_has_them(saved, batch):
    _, directory = saved
    with jax.enable_x64(True):
        model = BertForMaskedLM.from_pretrained(directory, dtype="float64")
        assert model.dtype == jnp.float64
        logits = model(batch["input_ids"]).logits
        assert logits.dtype == jnp.float64
    assert_allclose(
        logits, BertForMaskedLM.from_pretrained(directory)(batch["input_ids"]).logits, **CLOSE
    )


def test_without_them_float64_is_float32_and_nobody_is_warned(saved, batch):
    _, directory = saved
    model = BertForMaskedLM.from_pretrained(directory, dtype="float64")
    assert model(batch["input_ids"].astype(np.int64)).logits.dtype == jnp.float32


def test_placement_by_device_and_by_sharding(saved):
    _, directory = saved
    device = jax.devices()[0]
    mesh = jax.make_mesh((1,), ("data",), axis_types=(jax.sharding.AxisType.Auto,))
    spread = jax.sharding.NamedSharding(mesh, jax.sharding.PartitionSpec())
    assert BertForMaskedLM.from_pretrained(directory, device=device).device == device
    assert BertForMaskedLM.from_pretrained(directory, device="cpu:0").device == device
    model = BertForMaskedLM.from_pretrained(directory, sharding=spread)
    leaves = jax.tree.leaves(nnx.state(model, nnx.Param))
    assert {leaf.sharding for leaf in leaves} == {spread}
    with pytest.raises(InputError, match="not both"):
        BertForMaskedLM.from_pretrained(directory, device="cpu", sharding=spread)


def test_weights_are_no_views_of_the_file(saved, batch):
    _, directory = saved
    model = BertForMaskedLM.from_pretrained(directory)
    expected = np.array(model(batch["input_ids"]).logits)
    file = directory / "model.safetensors"
    file.write_bytes(bytes(file.stat().st_size))  # in place
    assert_array_equal(model(batch["input_ids"]).logits, expected)


def test_nothing_is_allocated_before_the_checkpoint_gives_values(saved, monkeypatch):
    _, directory = saved
    found = []

    def watch(self, *args, **kwargs):
        found.extend(slot.is_empty for slot in self.slots())
        return load_weights(self, *args, **kwargs)

    load_weights = FlaxPreTrainedModel.load_weights
    monkeypatch.setattr(FlaxPreTrainedModel, "load_weights", watch)
    BertForMaskedLM.from_pretrained(directory)
    assert found and all(found)


def test_each_tensor_is_written_by_itself(saved, monkeypatch):
    """Peak memory is the model once: no tensor is read before the last one was written."""
    _, directory = saved
    reads = []
    numpy = StoredTensor.numpy
    monkeypatch.setattr(
        StoredTensor, "numpy", lambda tensor: reads.append(tensor.name) or numpy(tensor)
    )
    model = BertForMaskedLM.from_pretrained(directory)
    assert len(reads) == len(set(reads)) == len({slot.identity for slot in model.slots()})


def test_parameters_and_embeddings(config):
    model = BertForMaskedLM(config)
    theirs = transformers.BertForMaskedLM(transformers.BertConfig(**config.to_dict()))
    assert model.num_parameters() == theirs.num_parameters()
    assert {slot.name: slot.shape for slot in model.slots()} == {
        name: tuple(tensor.shape) for name, tensor in theirs.state_dict().items()
    }
    assert type(model.get_output_embeddings()).__name__ == "Linear"
    table = copy.deepcopy(model.get_input_embeddings())
    model.set_input_embeddings(table)
    assert model.get_input_embeddings() is table
    assert model.get_output_embeddings().kernel is table.embedding


def test_first_values_follow_the_seed_and_the_config(config):
    def weights(seed):
        model = BertForSequenceClassification(config, rngs=nnx.Rngs(seed))
        return np.asarray(model.bert.pooler.dense.kernel[...])

    assert_array_equal(weights(0), weights(0))
    assert (weights(0) != weights(1)).any()
    assert abs(weights(0).std() - config.initializer_range) < 0.03


def test_from_config_takes_rngs_and_a_dtype(config):
    make = BertForSequenceClassification.from_config
    one, other = (make(config, rngs=nnx.Rngs(4), dtype="bfloat16") for _ in range(2))
    assert one.dtype == jnp.bfloat16
    assert_array_equal(one.classifier.kernel[...], other.classifier.kernel[...])
