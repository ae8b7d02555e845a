"""FastSpeech2Conformer's tokenizer, with letters in the place of phonemes: g2p_en's data is on
the web."""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import transformers
from transformers.utils import import_utils

from auto_core.auto.tokenization import AutoTokenizer
from auto_core.errors import MissingDependencyError

TEXTS = ["Hello, world!", 'a  (b) [c] <d> "e"; f: g-h & i', "", " Ünd\n7 "]
TOKENS = ["<blank>", "<unk>", *"ABCDEFGHIJKLMNOPQRSTUVW,.! 1", "<sos/eos>"]


class Letters:
    def __call__(self, text: str) -> list[str]:
        return list(text)


@pytest.fixture
def phonemes(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("g2p_en")
    module.G2p = Letters  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "g2p_en", module)
    there = (lambda: True, "")
    monkeypatch.setitem(import_utils.BACKENDS_MAPPING, "g2p_en", there)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ids = {token: index for index, token in enumerate(TOKENS)}
    (tmp_path / "vocab.json").write_text(json.dumps(ids))
    config = {"tokenizer_class": "FastSpeech2ConformerTokenizer"}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config))
    return tmp_path


@pytest.mark.usefixtures("phonemes")
@pytest.mark.parametrize("options", [{}, {"should_strip_spaces": True}], ids=["spaces", "none"])
def test_phonemes(folder: Path, tmp_path: Path, options: dict[str, Any]) -> None:
    theirs = transformers.FastSpeech2ConformerTokenizer.from_pretrained(folder, **options)
    ours = AutoTokenizer.from_pretrained(folder, **options)
    assert type(ours).__name__ == "FastSpeech2ConformerTokenizer"
    wanted = [theirs(text)["input_ids"] for text in TEXTS]
    assert [ours(text)["input_ids"] for text in TEXTS] == wanted
    assert ours(TEXTS, padding=True).data == theirs(TEXTS, padding=True).data
    assert ours.tokenize(TEXTS[0]) == theirs.tokenize(TEXTS[0])
    assert [ours.decode(ids) for ids in wanted] == [theirs.decode(ids) for ids in wanted]
    assert (ours.vocab_size, ours.get_vocab()) == (theirs.vocab_size, theirs.get_vocab())
    ours.save_pretrained(tmp_path / "saved")
    for again in (
        AutoTokenizer.from_pretrained(tmp_path / "saved"),
        pickle.loads(pickle.dumps(ours)),
    ):
        assert [again(text)["input_ids"] for text in TEXTS] == wanted
    again = transformers.FastSpeech2ConformerTokenizer.from_pretrained(tmp_path / "saved")
    assert [again(text)["input_ids"] for text in TEXTS] == wanted


def test_the_package_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "g2p_en", None)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    assert tokenizer.convert_tokens_to_ids(["A", "?"]) == [2, 1]
    with pytest.raises(MissingDependencyError, match="pip install g2p-en"):
        tokenizer("a")
