"""The gradients of the loss agree between torch, TensorFlow and Flax, parameter by parameter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.checks import difference
from parity.texts import padding, token_ids

from auto_core import BertConfig, NumpyBertForSequenceClassification

HEAD = "BertForSequenceClassification"
TRAINABLE = [name for name in backends.BACKENDS if name not in ("numpy", "torch")]


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = BertConfig(
        vocab_size=67,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=40,
        max_position_embeddings=33,
        num_labels=3,
        initializer_range=0.2,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    directory = tmp_path_factory.mktemp("gradients")
    NumpyBertForSequenceClassification(config).save_pretrained(directory)
    return directory


def batch() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(4)
    return {
        "input_ids": token_ids(rng, 67, 3, 8),
        "attention_mask": padding([8, 5, 2], 8),
        "labels": np.array([0, 2, 1]),
    }


def torch_gradients(model: Any) -> dict[str, np.ndarray]:
    model(**batch()).loss.backward()
    return {name: p.grad.numpy() for name, p in model.named_parameters() if p.grad is not None}


def tf_gradients(model: Any) -> dict[str, np.ndarray]:
    import tensorflow as tf

    with tf.GradientTape() as tape:
        loss = model(**batch()).loss
    variables = model.trainable_variables
    for variable, gradient in zip(variables, tape.gradient(loss, variables), strict=True):
        # None: the parameter has no part in the loss. The slots then read gradients.
        variable.assign(0 * variable if gradient is None else tf.convert_to_tensor(gradient))
    return {slot.name: slot.read() for slot in model.slots()}


def flax_gradients(model: Any) -> dict[str, np.ndarray]:
    from flax import nnx

    gradients = nnx.grad(lambda m: m(**batch()).loss)(model)
    nnx.update(model, gradients)  # the slots then read gradients
    return {slot.name: slot.read() for slot in model.slots()}


@pytest.mark.parametrize("backend", TRAINABLE)
def test_gradients_are_torchs(checkpoint: Path, backend: str) -> None:
    truth = torch_gradients(backends.load("torch", HEAD, checkpoint))
    found = {"tf": tf_gradients, "flax": flax_gradients}[backend](
        backends.load(backend, HEAD, checkpoint)
    )
    assert len(truth) == len(found)
    # A gradient that is zero in exact arithmetic (the key's bias) is noise of this size.
    noise = 1e-6 * max(np.max(np.abs(gradient)) for gradient in truth.values())
    for name, gradient in truth.items():
        found_noise = np.max(np.abs(found[name] - gradient))
        assert found_noise < noise or difference(found[name], gradient) < 1e-4, name
