"""Ling 3's head_dim: that of linear attention in its files, that of what rotates once read."""

from __future__ import annotations

from auto_core.configs.bailing_hybrid import BailingHybridConfig


def test_head_dim_is_of_linear_attention() -> None:
    sizes = dict(num_attention_heads=8, num_key_value_heads=8)
    config = BailingHybridConfig(head_dim=96, qk_rope_head_dim=32, **sizes)
    assert (config.linear_head_dim, config.head_dim, config.linear_num_heads) == (96, 32, 8)
    again = BailingHybridConfig.from_dict(config.to_dict())
    assert (again.linear_head_dim, again.head_dim) == (96, 32)
    assert again == config


def test_layers_of_a_group() -> None:
    config = BailingHybridConfig(num_hidden_layers=7, layer_group_size=3, num_key_value_heads=None)
    kinds = ["full" if kind == "full_attention" else "" for kind in config.layer_types or ()]
    assert kinds == ["", "", "full", "", "", "full", ""]
    assert config.mlp_layer_types == ["dense"] * 2 + ["sparse"] * 5
    assert config.first_k_dense_replace == 2
