"""TFLite converts bare models, with open sizes, to what they compute."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest

from auto_core import BertConfig, LlamaConfig, T5Config, ViTConfig

pytestmark = pytest.mark.filterwarnings("ignore")
SIZES: dict[str, Any] = dict(
    hidden_size=24,
    num_hidden_layers=1,
    num_attention_heads=4,
    intermediate_size=40,
    initializer_range=0.2,
)
IDS = np.arange(3, 11, dtype="int32").reshape(2, 4)
TEXT = dict(input_ids=IDS, attention_mask=np.array([[1, 1, 1, 1], [1, 1, 1, 0]], "int32"))
IMAGES = dict(
    pixel_values=np.linspace(-1, 1, 2 * 3 * 16 * 16, dtype="float32").reshape(2, 3, 16, 16)
)
MODELS = {
    "TFBertModel": (BertConfig(vocab_size=67, max_position_embeddings=33, **SIZES), TEXT),
    "TFLlamaForCausalLM": (LlamaConfig(vocab_size=67, **SIZES), TEXT),
    "TFT5Model": (
        T5Config(vocab_size=67, d_model=24, d_kv=6, d_ff=40, num_layers=1, num_heads=4),
        TEXT | dict(decoder_input_ids=IDS),
    ),
    "TFViTModel": (ViTConfig(image_size=16, patch_size=4, **SIZES), IMAGES),
}


@pytest.mark.parametrize(
    "name", [n for n in MODELS if n != "TFT5Model" or os.environ.get("AUTO_TEST_ALL")]
)
def test_bare_models(name: str) -> None:
    tf = pytest.importorskip("tensorflow")
    auto_tf = pytest.importorskip("auto_tf")
    config, given = MODELS[name]
    model = getattr(auto_tf, name)(config)
    expected = model(**given)
    file = tf.lite.TFLiteConverter.from_keras_model(model).convert()
    lite = tf.lite.Interpreter(model_content=file)
    inputs = {d["name"]: d["index"] for d in lite.get_input_details()}
    assert set(inputs) == set(given)
    for key, index in inputs.items():
        lite.resize_tensor_input(index, given[key].shape)
    lite.allocate_tensors()
    for key, index in inputs.items():
        lite.set_tensor(index, given[key])
    lite.invoke()
    outputs = [lite.get_tensor(d["index"]) for d in lite.get_output_details()]
    wanted = [expected[key].numpy() for key in sorted(expected) if key != "past_key_values"]
    for found, right in zip(outputs, wanted, strict=True):
        np.testing.assert_allclose(found, right, rtol=1e-4, atol=1e-5)
