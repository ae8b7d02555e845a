"""Nomic BERT's files of before transformers 5: GPT-2's names of fields."""

from __future__ import annotations

from typing import Any

import pytest

from auto_core.configs.nomic_bert import NomicBertConfig
from auto_core.errors import ConfigError

OLDER: dict[str, Any] = {
    "activation_function": "swiglu",
    "attn_pdrop": 0.2,
    "causal": False,
    "layer_norm_epsilon": 1e-9,
    "model_type": "nomic_bert",
    "n_embd": 24,
    "n_head": 3,
    "n_inner": 40,
    "n_layer": 2,
    "n_positions": 64,
    "prenorm": False,
    "resid_pdrop": 0.3,
    "rotary_emb_base": 500,
    "rotary_scaling_factor": None,
    "type_vocab_size": 2,
    "vocab_size": 31,
}


def test_older_names() -> None:
    config = NomicBertConfig.from_dict(OLDER)
    found = {name: getattr(config, name) for name in NomicBertConfig.__annotations__}
    assert found | {"rope_theta": config.rope_theta} == found | {
        "hidden_size": 24,
        "num_attention_heads": 3,
        "intermediate_size": 40,
        "num_hidden_layers": 2,
        "max_position_embeddings": 64,
        "layer_norm_eps": 1e-9,
        "attention_probs_dropout_prob": 0.2,
        "hidden_dropout_prob": 0.3,
        "rope_theta": 500,
        "head_dim": 8,
    }
    assert config.max_position_embeddings == 64
    assert NomicBertConfig.from_dict(config.to_dict()) == config
    with pytest.raises(ConfigError, match="prenorm is True"):
        NomicBertConfig.from_dict(OLDER | {"prenorm": True})
