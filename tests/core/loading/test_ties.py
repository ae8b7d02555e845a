"""Output embeddings that a config ties, of types that transformers 5 leaves apart in any case."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from parity.arch import architecture
from safetensors.numpy import load_file

from auto_core import AutoConfig, NumpyAutoModelForCausalLM


@pytest.mark.parametrize("kind", ["bailing_hybrid", "kimi_linear", "xlstm"])
def test_a_tied_matrix_is_one_in_files(kind: str, tmp_path: Path) -> None:
    options = dict(architecture(kind).configs["default"])
    config = AutoConfig.for_model(kind, **options, tie_word_embeddings=True)
    model = NumpyAutoModelForCausalLM.from_config(config).eval()
    model.save_pretrained(tmp_path)
    names = set(load_file(tmp_path / "model.safetensors"))
    assert "lm_head.weight" not in names and any("embed" in name for name in names)
    ids = np.arange(4, 10)[None]
    again = NumpyAutoModelForCausalLM.from_pretrained(tmp_path)
    table = again.get_input_embeddings().weight
    assert again.lm_head.weight is table
    np.testing.assert_array_equal(again(ids).logits, model(ids).logits)
