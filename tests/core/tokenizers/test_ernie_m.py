"""ERNIE-M's tokenizer: pieces as transformers 4 splits them further (recorded)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import sentencepiece

from auto_core.auto.tokenization import AutoTokenizer
from auto_core.tokenizers.pieces.ernie_m import _parts

LEAD = ["[CLS]", "[PAD]", "[SEP]", "[UNK]", "[MASK]"]


@pytest.mark.parametrize(
    ("piece", "parts"),
    [
        ("▁hello", ["▁hello"]),
        ("▁2020", ["2020"]),
        ("a1b2", ["a", "1", "b", "2"]),
        ("▁x3.14", ["▁x", "3", ".", "14"]),
        ("▁你好", ["你", "好"]),
        ("ok，好1", ["ok", "，", "好", "1"]),
        ("▁,", [","]),
        ("don't", ["don't"]),
    ],
)
def test_parts(piece: str, parts: list[str]) -> None:
    assert _parts(piece) == parts


def test_ids_texts_and_files(vocabularies: Path, tmp_path: Path) -> None:
    path = shutil.copy(vocabularies / "unigram/spm.model", tmp_path / "sentencepiece.bpe.model")
    spm = sentencepiece.SentencePieceProcessor(model_file=str(path))
    pieces = [spm.id_to_piece(index) for index in range(3, len(spm))]
    tokens = [*LEAD, *dict.fromkeys(p for piece in pieces for p in _parts(piece))]
    (tmp_path / "vocab.txt").write_text("\n".join(tokens) + "\n", "utf-8")
    (tmp_path / "config.json").write_text('{"model_type": "ernie_m"}')
    tokenizer = AutoTokenizer.from_pretrained(tmp_path)
    text = "the quick brown fox"
    pieces = spm.encode(text, out_type=str)
    # A space alone counts within the text, where no piece that has one follows.
    kept = [
        piece
        for index, piece in enumerate(pieces)
        if piece != "▁" or (index > 0 and not pieces[index + 1].startswith("▁"))
    ]
    expected = [tokens.index(piece) for piece in kept]
    found = tokenizer(text)
    assert found.data == {"input_ids": [0, *expected, 2]}
    assert tokenizer.decode(found["input_ids"], skip_special_tokens=True) == text
    pair = tokenizer("the", "fox", return_token_type_ids=True)
    assert pair["input_ids"].count(2) == 3
    assert pair["token_type_ids"] == [0] * pair["input_ids"].index(2) + [1] * (
        len(pair["input_ids"]) - pair["input_ids"].index(2)
    )
    lower = AutoTokenizer.from_pretrained(tmp_path, do_lower_case=True)
    assert lower("THE Quick brown FOX").data == found.data
    assert tokenizer("[MASK] ☃")["input_ids"][1:3] == [4, 3]
    tokenizer.save_pretrained(tmp_path / "saved")
    again = AutoTokenizer.from_pretrained(tmp_path / "saved")
    assert again(text).data == found.data
    stored = json.loads((tmp_path / "saved/tokenizer_config.json").read_text())
    assert stored["tokenizer_class"] == "ErnieMTokenizer"
