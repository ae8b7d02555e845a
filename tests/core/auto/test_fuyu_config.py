"""Fuyu's files, which have the language model's fields beside its own."""

from __future__ import annotations

import transformers

from auto_core.configs.fuyu import FuyuConfig

FLAT = dict(hidden_size=32, num_attention_heads=4, vocab_size=67, rope_theta=50.0, patch_size=3)


def test_fields_of_the_language_model() -> None:
    ours = FuyuConfig.from_dict(FLAT)
    theirs = transformers.FuyuConfig(**FLAT)
    for name in ("hidden_size", "num_attention_heads", "vocab_size", "num_hidden_layers"):
        assert getattr(ours.text_config, name) == getattr(theirs.text_config, name)
    assert ours.text_config.rotation()["rope_theta"] == 50.0
    assert ours.text_config.rotation()["partial_rotary_factor"] == 0.5
    assert ours.patch_size == theirs.patch_size == 3
