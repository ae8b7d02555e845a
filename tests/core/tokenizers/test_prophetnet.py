"""ProphetNet's tokenizers: the ids and texts of transformers' Python tokenizers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import sentencepiece
import transformers

from auto_core.auto.tokenization import AutoTokenizer

TEXTS = [
    "Hello world, isn't the tokenization (a) HOW?",
    "The  quick brown\nfox über日本 naïve [SEP] [X_SEP] x !\n",
    "",
    "supercalifragilistic-unaffable ... ½ \u200b [MASK] a",
]


@pytest.mark.parametrize("options", [{}, {"do_lower_case": False, "strip_accents": False}])
def test_prophetnet(options: dict[str, bool], real_vocabulary: Path, tmp_path: Path) -> None:
    words = (real_vocabulary / "vocab.txt").read_text("utf-8").split("\n")
    words[5] = "[X_SEP]"
    (tmp_path / "prophetnet.tokenizer").write_text("\n".join(words), "utf-8")
    config = {"tokenizer_class": "ProphetNetTokenizer", **options}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config))
    ours = AutoTokenizer.from_pretrained(tmp_path)
    theirs = transformers.ProphetNetTokenizer.from_pretrained(tmp_path)
    expected = [theirs(text)["input_ids"] for text in TEXTS]
    assert [ours(text)["input_ids"] for text in TEXTS] == expected
    assert ours(*TEXTS[:2]).data == theirs(*TEXTS[:2]).data
    for skip in (False, True):
        found = [ours.decode(ids, skip_special_tokens=skip) for ids in expected]
        assert found == [theirs.decode(ids, skip_special_tokens=skip) for ids in expected]
    ours.save_pretrained(tmp_path / "saved")
    for cls in (AutoTokenizer, transformers.ProphetNetTokenizer):
        again = cls.from_pretrained(tmp_path / "saved")
        assert [again(text)["input_ids"] for text in TEXTS] == expected


def test_xlm_prophetnet(vocabularies: Path, tmp_path: Path) -> None:
    """Pieces begin at 15 and are those of sentencepiece, 12 ids further on."""
    path = shutil.copy(vocabularies / "unigram/spm.model", tmp_path / "prophetnet.tokenizer")
    (tmp_path / "config.json").write_text('{"model_type": "xlm-prophetnet"}')
    ours = AutoTokenizer.from_pretrained(tmp_path)
    spm = sentencepiece.SentencePieceProcessor(model_file=str(path))
    for text in (TEXTS[0], "The  quick brown\nfox über日本", ""):
        expected = [index + 12 if index else 3 for index in spm.encode(text)]
        assert ours(text)["input_ids"] == [*expected, 2]
        assert ours.decode(ours(text)["input_ids"][:-1]) == ours.convert_tokens_to_string(
            ours.convert_ids_to_tokens(expected)
        )
    assert ours("the", "fox")["input_ids"].count(2) == 2
    assert ours.vocab_size == len(spm) + 12
    assert ours.convert_tokens_to_ids(["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]) == [*range(5)]
