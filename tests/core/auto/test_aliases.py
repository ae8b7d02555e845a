"""Model types that are read with the config of another one, and text parts of whole models."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from auto_core.auto.configuration import AutoConfig
from auto_core.auto.numpy import NumpyAutoModelForCausalLM
from auto_core.registry.aliases import SAME
from auto_core.registry.configs import config_class_for

SIZES = dict(
    vocab_size=20,
    hidden_size=16,
    intermediate_size=12,
    num_hidden_layers=2,
    num_attention_heads=2,
    num_key_value_heads=1,
    head_dim=8,
)
OWN = dict(intermediate_size_mlp=12, num_local_experts=2)
# How whole checkpoints of Llama 4 call the parts.
WRITTEN = ((r"^model\.", "language_model.model."), (r"^lm_head\.", "language_model.lm_head."))


@pytest.mark.parametrize("name", SAME)
def test_the_same_network_under_another_name(name: str) -> None:
    assert config_class_for(name).model_type == SAME[name]


@pytest.mark.parametrize("whole", ["qwen3_5", "qwen3_5_moe"])
def test_the_text_part_of_a_config_of_the_whole(whole: str) -> None:
    """Of types whose config has all parts: fresh weights of the language model."""
    rope = {"rope_type": "default", "mrope_section": [2, 1, 1], "partial_rotary_factor": 1.0}
    text = SIZES | {"rope_parameters": rope}
    model = NumpyAutoModelForCausalLM.from_config(
        config_class_for(whole).from_dict({"text_config": text})
    )
    assert model.config.model_type == f"{whole}_text"


def test_the_text_part_of_a_whole_checkpoint(tmp_path: Path) -> None:
    """Its config and its tensors, under the names that they have in the whole."""
    options = SIZES | OWN
    model = NumpyAutoModelForCausalLM.from_config(
        config_class_for("llama4_text").from_dict(options)
    )
    model.save_pretrained(tmp_path)
    text = json.loads((tmp_path / "config.json").read_text())
    data = {"model_type": "llama4", "text_config": text}
    (tmp_path / "config.json").write_text(json.dumps(data))
    file, after = tmp_path / "model.safetensors", {}
    for name, tensor in load_file(file).items():
        for pattern, new in WRITTEN:
            name = re.sub(pattern, new, name)
        after[name] = tensor
    save_file(after, file)
    assert AutoConfig.from_pretrained(tmp_path).model_type == "llama4"
    again = NumpyAutoModelForCausalLM.from_pretrained(tmp_path)
    assert again.config.model_type == "llama4_text"
    ids = np.array([[3, 4, 5]])
    assert np.array_equal(again(ids).logits, model(ids).logits)
