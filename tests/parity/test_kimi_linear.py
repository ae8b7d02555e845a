"""Kimi Linear's published config."""

from __future__ import annotations

from typing import Any

import pytest
import transformers

from auto_core.configs.kimi_linear import KimiLinearConfig
from auto_core.errors import ConfigError

FULL = [4, 8, 12, 16, 20, 24, 27]
PUBLISHED: dict[str, Any] = {
    "model_type": "kimi_linear",
    "first_k_dense_replace": 1,
    "head_dim": 72,
    "hidden_size": 2304,
    "linear_attn_config": {
        "full_attn_layers": FULL,
        "head_dim": 96,
        "kda_layers": [i for i in range(1, 28) if i not in FULL],
        "num_heads": 24,
        "short_conv_kernel_size": 3,
    },
    "mla_use_nope": True,
    "model_max_length": 1048576,
    "moe_layer_freq": 1,
    "moe_renormalize": True,
    "moe_router_activation_func": "sigmoid",
    "num_expert_group": 1,
    "num_experts": 256,
    "num_experts_per_token": 8,
    "num_hidden_layers": 27,
    "num_nextn_predict_layers": 0,
    "num_shared_experts": 1,
    "rope_scaling": None,
    "rope_theta": 10000.0,
    "use_grouped_topk": True,
}


def test_the_published_config() -> None:
    ours = KimiLinearConfig.from_dict(PUBLISHED)
    theirs = transformers.KimiLinearConfig.from_dict(PUBLISHED)
    for name in (
        "layer_types",
        "mlp_layer_types",
        "linear_head_dim",
        "linear_num_heads",
        "linear_conv_kernel_dim",
        "num_experts_per_tok",
        "num_local_experts",
        "n_group",
        "norm_topk_prob",
        "n_shared_experts",
        "max_position_embeddings",
    ):
        assert getattr(ours, name) == getattr(theirs, name), name


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mla_use_nope", False),
        ("moe_layer_freq", 2),
        ("moe_router_activation_func", "softmax"),
        ("use_grouped_topk", False),
    ],
)
def test_what_is_refused(field: str, value: Any) -> None:
    with pytest.raises(ConfigError, match=field):
        KimiLinearConfig.from_dict({**PUBLISHED, field: value})
