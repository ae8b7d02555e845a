"""Transformer-XL's tokenizer: vocabularies in pickles, and numbers in parts.

`transfo_xl_4.57.pkl` is what transformers 4.57 saves; ids and texts are those that it
gave with sacremoses.
"""

from __future__ import annotations

import io
import json
import pickle
import shutil
import sys
import types
import zipfile
from collections import Counter, OrderedDict
from pathlib import Path
from typing import Any

import pytest

from auto_core import AutoTokenizer
from auto_core.errors import CorruptFileError, UnsafeFileError
from auto_core.tokenizers.pieces import moses

SAVED = Path(__file__).parent / "transfo_xl_4.57.pkl"
TEXT = "23,000 people are 1.80 m tall; well-known."
IDS = [11, 9, 12, 13, 14, 15, 10, 16, 17, 18, 6, 30, 4, 31, 3]
DECODED = "23,000 people are 1.80 m tall <unk> well-known."


class _Moses:
    """As much of the package as the text needs, which need not be installed."""

    def __init__(self, lang: str):
        self.lang = lang

    def normalize(self, text: str) -> str:
        return text

    def tokenize(self, text: str, **options: Any) -> list[str]:
        assert options["protected_patterns"] == ["<eos>", "<unk>", "<formula>"]
        return [*text.replace(";", " ;").replace("-", " @-@ ").removesuffix(".").split(), "."]

    def detokenize(self, tokens: list[str]) -> str:
        return " ".join(tokens).replace(" @-@ ", "-").removesuffix(" .") + "."


@pytest.fixture(params=["stand-in", "sacremoses"])
def package(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    if request.param == "sacremoses":
        pytest.importorskip("sacremoses")
    else:
        module = types.ModuleType("sacremoses")
        for name in ("MosesPunctNormalizer", "MosesTokenizer", "MosesDetokenizer"):
            setattr(module, name, _Moses)
        monkeypatch.setitem(sys.modules, "sacremoses", module)
    moses.moses.cache_clear()
    moses.detokenizer.cache_clear()
    yield
    moses.moses.cache_clear()
    moses.detokenizer.cache_clear()


def tokens() -> list[str]:
    text = """<eos> the , . @-@ of <unk> and = @,@ @.@ 23 000 people are 1 80 m tall isn 't ( )
    hello world Hello " 's a <formula2> well known"""
    return list(map(str, text.split()))


def vocabulary(**more: Any) -> dict[str, Any]:
    """As the authors' program had it in memory."""
    known = tokens()
    return {
        "counter": Counter(known),
        "special": ["<eos>"],
        "min_freq": 0,
        "max_size": None,
        "lower_case": False,
        "delimiter": None,
        "vocab_file": None,
        "idx2sym": known,
        "sym2idx": OrderedDict((t, i) for i, t in enumerate(known)),
        "unk_idx": 6,
        **more,
    }


def archive(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("vocab/data.pkl", content)
    return file.getvalue()


def stream(content: bytes) -> bytes:
    head = (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True})
    return b"".join(pickle.dumps(part, 2) for part in head) + content


FORMS = {
    "pickle": ("vocab.pkl", lambda: pickle.dumps(vocabulary())),
    "pickle 2": ("vocab.pkl", lambda: pickle.dumps(vocabulary(), 2)),
    "of transformers 4": ("vocab.pkl", SAVED.read_bytes),
    "torch": ("vocab.bin", lambda: archive(pickle.dumps(vocabulary(), 2))),
    "torch before 1.6": ("vocab.pkl", lambda: stream(pickle.dumps(vocabulary(), 2))),
    "lines": ("vocab.txt", lambda: "".join(f"{t} 7\n" for t in tokens()).encode()),
}


def repository(folder: Path, name: str, content: bytes) -> Path:
    (folder / "config.json").write_text(json.dumps({"model_type": "transfo-xl"}))
    (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_vocabulary(form: str, package: Any, tmp_path: Path) -> None:
    name, content = FORMS[form]
    tokenizer = AutoTokenizer.from_pretrained(repository(tmp_path, name, content()))
    assert dict(tokenizer(TEXT)) == {"input_ids": IDS}
    assert tokenizer.decode(IDS) == DECODED
    assert tokenizer.all_special_tokens == ["<eos>", "<unk>", "<formula>"]
    assert tokenizer.all_special_ids == [0, 6, 32]
    tokenizer.save_pretrained(tmp_path / "saved")
    again = AutoTokenizer.from_pretrained(tmp_path / "saved")
    assert again(TEXT) == tokenizer(TEXT)
    assert type(again) is type(tokenizer)


def test_options(package: Any, tmp_path: Path) -> None:
    source = repository(tmp_path, "vocab.pkl", pickle.dumps(vocabulary()))
    lower = AutoTokenizer.from_pretrained(source, lower_case=True)
    assert lower.tokenize("23,000 PEOPLE are.") == ["23", "@,@", "000", "people", "are", "."]
    letters = AutoTokenizer.from_pretrained(source, delimiter="")
    assert letters.tokenize(" of a") == ["o", "f", " ", "a"]


class _Call:
    def __reduce__(self) -> Any:
        return (shutil.rmtree, ("/nowhere",))


@pytest.mark.parametrize("form", ["pickle", "torch", "torch before 1.6"])
def test_what_no_vocabulary_needs_is_refused_by_name(form: str, tmp_path: Path) -> None:
    content = pickle.dumps(vocabulary(hook=_Call()), 2)
    wrap = {"torch": archive, "torch before 1.6": stream}.get(form, bytes)
    source = repository(tmp_path, "vocab.pkl", wrap(content))
    with pytest.raises(UnsafeFileError, match=r"shutil\.rmtree"):
        AutoTokenizer.from_pretrained(source)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (pickle.dumps([1, 2]), "no list of tokens"),
        (pickle.dumps(vocabulary(idx2sym=[])), "no list of tokens"),
        (pickle.dumps(vocabulary(idx2sym=["a", 3])), "no list of tokens"),
        (pickle.dumps(vocabulary(sym2idx={"<eos>": 4})), "two things"),
        (pickle.dumps(dict(idx2sym=["a"], sym2idx={"a": 0})), "<UNK>"),
        (b"vocabulary", "vocab.pkl"),
        (b"", "vocab.pkl"),
        (b"PK\3\4", "vocab.pkl"),
    ],
    ids=range(8),
)
def test_other_files_are_refused(content: bytes, message: str, tmp_path: Path) -> None:
    source = repository(tmp_path, "vocab.pkl", content)
    with pytest.raises(CorruptFileError, match=message):
        AutoTokenizer.from_pretrained(source)
