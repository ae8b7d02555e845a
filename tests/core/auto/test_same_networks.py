"""Types that are LLaMA under another name: their own defaults, names and refusals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers

from auto_core import AutoConfig, NumpyAutoModelForCausalLM
from auto_core.errors import ConfigError

FIELDS = [
    "vocab_size hidden_size intermediate_size num_hidden_layers num_attention_heads head_dim",
    "num_key_value_heads hidden_act max_position_embeddings rms_norm_eps tie_word_embeddings",
    "pad_token_id bos_token_id eos_token_id attention_bias mlp_bias",
]
SIZES = dict(
    vocab_size=61,
    hidden_size=24,
    intermediate_size=40,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    head_dim=8,
)


@pytest.mark.parametrize("kind", ["internlm3", "iquestcoder"])
def test_defaults(kind: str, tmp_path: Path) -> None:
    theirs = transformers.AutoConfig.for_model(kind)
    (tmp_path / "config.json").write_text(f'{{"model_type": "{kind}"}}')
    ours = AutoConfig.from_pretrained(tmp_path)
    for name in " ".join(FIELDS).split():
        assert getattr(ours, name) == getattr(theirs, name), name


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("internlm3", {"attention_bias": True, "mlp_bias": True}),
        ("iquestcoder", {"attention_bias": True}),
    ],
)
def test_logits(kind: str, options: dict[str, Any], tmp_path: Path) -> None:
    config = transformers.AutoConfig.for_model(kind, **SIZES, **options)
    theirs: Any = transformers.AutoModelForCausalLM.from_config(config).eval()
    with torch.no_grad():
        for parameter in theirs.parameters():
            parameter.normal_(0, 0.5)
    theirs.save_pretrained(tmp_path)
    ids = np.array([[5, 9, 7, 3]])
    expected = theirs.double()(torch.from_numpy(ids)).logits.detach().numpy()
    ours: Any = NumpyAutoModelForCausalLM.from_pretrained(tmp_path, dtype="float64")
    # transformers rotates in float32.
    np.testing.assert_allclose(ours(ids).logits, expected, rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("kind", "options", "field"),
    [
        ("internlm3", {"qkv_bias": True}, "qkv_bias"),
        ("iquestcoder", {"clip_qkv": 8.0}, "clip_qkv"),
        ("iquestcoder", {"use_sliding_window": True}, "use_sliding_window"),
    ],
)
def test_what_is_refused(kind: str, options: dict[str, Any], field: str) -> None:
    with pytest.raises(ConfigError, match=field):
        AutoConfig.for_model("llama").from_dict({"model_type": kind, **options})
