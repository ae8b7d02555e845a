"""Two replicas learn what one does: the loss is the mean over the whole batch."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

import auto_core
from auto_core.errors import InputError
from auto_tf import TFAutoModel

EPS = float(np.finfo(np.float32).eps)

SCRIPT = """
import sys
import keras
import numpy as np
import tensorflow as tf
from auto_core import BertConfig
from auto_tf import TFBertForSequenceClassification

cpu, = tf.config.list_physical_devices("CPU")
two = [tf.config.LogicalDeviceConfiguration()] * 2
tf.config.set_logical_device_configuration(cpu, two)
config = BertConfig(vocab_size=67, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
                    intermediate_size=24, initializer_range=0.2, hidden_dropout_prob=0,
                    attention_probs_dropout_prob=0)
ids, labels = np.arange(28).reshape(4, 7) + 3, np.array([0, 1, 1, 0])
among = "among" in sys.argv
given = {"input_ids": ids, "labels": labels} if among else ({"input_ids": ids}, labels)
data = tf.data.Dataset.from_tensor_slices(given).batch(4)
loss = None if "own" in sys.argv else keras.losses.SparseCategoricalCrossentropy(from_logits=True)
found = []
for devices in (["CPU:0"], ["CPU:0", "CPU:1"]):
    keras.utils.set_random_seed(0)
    with tf.distribute.MirroredStrategy(devices).scope():
        model = TFBertForSequenceClassification(config)
        model.compile(keras.optimizers.SGD(1.0), loss, metrics=["accuracy"])
    before = [v.numpy() for v in model.trainable_variables]
    losses = model.fit(data, verbose=0, shuffle=False).history["loss"]
    losses += model.evaluate(data, verbose=0)
    found.append((losses, [v.numpy() - b for v, b in zip(model.trainable_variables, before)]))
(one, alone), (both, shared) = found
np.testing.assert_allclose(one, both, rtol=1e-4)
for a, b in zip(alone, shared):
    np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-5)
print("alike")
"""


@pytest.mark.parametrize("loss", ["own", "keras"])
@pytest.mark.parametrize("labels", ["beside", "among"])
def test_two_replicas_learn_what_one_does(loss: str, labels: str) -> None:
    """In a process of its own: logical devices are made before TensorFlow begins."""
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, loss, labels], capture_output=True, text=True, check=False
    )
    assert ran.stdout.endswith("alike\n"), ran.stderr[-3000:]


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("kind", "count"), [("mirrored", 2), ("mirrored", 4), ("workers", 1)])
def test_a_model_made_in_a_scope_computes_what_one_alone_does(
    kind: str, count: int, tmp_path: Path
) -> None:
    """Loaded and fresh variables have a copy for each device, and are made once."""
    config = auto_core.LlamaConfig(
        vocab_size=64,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=64,
        initializer_range=0.2,
    )
    auto_core.NumpyAutoModelForCausalLM.from_config(config).save_pretrained(tmp_path / "model")
    program = str(Path(__file__).with_name("strategies_program.py"))
    ran = subprocess.run(
        [sys.executable, program, str(tmp_path / "model"), kind, str(count)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["copies"] == found["fresh"] == [count] and found["once"]
    assert found["loaded"] and found["ids"] and found["forward"] == found["saved"] == 0
    # Products of a part of the batch, and in a graph: other orders of sums, of numbers up to 8.
    assert found["replicas"] < 64 * EPS and found["fit"] < 64 * EPS


@pytest.mark.parametrize("kind", ["DataParallel", "ModelParallel"])
def test_distributions_of_keras_are_refused(kind: str, tmp_path: Path) -> None:
    """When a model is made, loaded and called."""
    config = auto_core.BertConfig(vocab_size=20, hidden_size=12, num_hidden_layers=1)
    model = TFAutoModel.from_config(config)
    model.save_pretrained(tmp_path)
    mesh = keras.distribution.DeviceMesh((1, 1), ("batch", "model"), ["cpu:0"])
    distribution: Any = keras.distribution.DataParallel(devices=["cpu:0"])
    if kind == "ModelParallel":
        layouts = keras.distribution.LayoutMap(mesh)
        distribution = keras.distribution.ModelParallel(layout_map=layouts, batch_dim_name="batch")
    uses: list[Callable[[], Any]] = [
        lambda: TFAutoModel.from_pretrained(tmp_path),
        lambda: TFAutoModel.from_config(config),
        lambda: model(input_ids=[[3, 4]]),
    ]
    with distribution.scope():
        for use in uses:
            with pytest.raises(InputError, match=rf"has a {kind}.*MirroredStrategy"):
                use()
    for use in uses:
        use()
