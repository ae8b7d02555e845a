"""Funnel: the encoder alone, short texts, and its tokenizer's types end to end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
import transformers
from parity import backends, oracle
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected
from parity.texts import token_ids

import auto_core

CASES = architecture("funnel").by_id()


def test_the_config_says_whether_there_is_a_decoder() -> None:
    for row in ("BaseModel-default", "Model-default"):
        model = auto_core.NumpyAutoModel.from_pretrained(expected(CASES[row]).directory)
        assert type(model).__name__ == f"NumpyFunnel{row.split('-')[0]}"


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("tokens", [1, 2, 3, 4])
def test_short_texts(backend: str, tokens: int) -> None:
    """transformers takes distances of another level for them, or cannot."""
    case = CASES["Model-default"]
    model = backends.load(backend, case.head, expected(case).directory)
    ids = token_ids(np.random.default_rng(0), 67, 2, tokens)
    hidden = backends.run(backend, model, {"input_ids": ids})["last_hidden_state"]
    assert hidden.shape == (2, tokens, 24) and np.isfinite(hidden).all()


@pytest.mark.parametrize("backend", BACKENDS)
def test_from_texts_to_hidden_states(backend: str, tmp_path: Path) -> None:
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "funnel", "has", "##s", "block"]
    (tmp_path / "vocab.txt").write_text("\n".join(words) + "\n")
    names = dict(cls_token="[CLS]", sep_token="[SEP]", unk_token="[UNK]", pad_token="[PAD]")
    theirs = transformers.FunnelTokenizer(str(tmp_path / "vocab.txt"), **names)
    theirs.save_pretrained(tmp_path)
    case = CASES["Model-default"]
    model = oracle.reference(case.head, case.config, dict(case.options))
    oracle.save(model, tmp_path)
    texts = ["a funnel has blocks", "a funnel"], ["a block", "blocks has a funnel a"]
    batch = auto_core.AutoTokenizer.from_pretrained(tmp_path)(*texts, padding=True)
    assert batch["token_type_ids"][0][:6] == [2, 0, 0, 0, 0, 0]
    given = theirs(*texts, padding=True, return_tensors="pt")
    for name in ("input_ids", "attention_mask"):  # 5.23 has no types, with which it was trained
        assert given[name].tolist() == batch[name]
    given["token_type_ids"] = torch.tensor(batch["token_type_ids"])
    with torch.no_grad():
        truth = model.float()(**given).last_hidden_state.numpy()
    ours = backends.load(backend, case.head, tmp_path)
    inputs = {name: np.asarray(value) for name, value in batch.items()}
    found = backends.run(backend, ours, inputs)["last_hidden_state"]
    assert difference(found, truth) < 5 * FLOAT32_TOLERANCE
