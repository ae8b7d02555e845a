"""Transformer-XL's tokenizer (arXiv:1901.02860): Moses' words as they are, numbers in parts.

The vocabulary is a pickle of what the authors' program had in memory. It is read without running
anything of it, over a closed table of names; vocab.txt, a token on each line, needs no pickle.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from auto_core.checkpoints.budget import Budget
from auto_core.checkpoints.formats import pickles
from auto_core.checkpoints.mapping import reading
from auto_core.errors import CorruptFileError, UnsafeFileError
from auto_core.tokenizers.builders.parts import template
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.pieces.moses import detokenizer, moses
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer, words_backend

FILES = ("vocab.txt", "vocab.pkl", "vocab.bin")
_MAGIC = 0x1950A86A20F9469CFC6C  # of files that torch wrote before version 1.6
_PER_BYTE = 200  # of a file: each short token stands in it once, and is referred to twice
_IN_NUMBER = re.compile(r"(?<=\d)[,.](?=\d)")

# What the pickle may name: the two containers that hold the vocabulary, and objects that
# transformers 4 kept beside them, of which nothing is made.
_CONTAINERS = {
    ("collections", "OrderedDict"): pickles.Callee("collections.OrderedDict", pickles.ordered_dict),
    ("collections", "Counter"): pickles.Callee("collections.Counter", pickles.counter),
}
_UNUSED = frozenset(
    {
        ("re", "_compile"),
        ("tokenizers", "AddedToken"),
        ("transformers.tokenization_utils", "Trie"),
        ("transformers.tokenization_utils_base", "AddedToken"),
        ("sacremoses.normalize", "MosesPunctNormalizer"),
        ("sacremoses.tokenize", "MosesTokenizer"),
        ("sacremoses.tokenize", "MosesDetokenizer"),
    }
)


class TransfoXLSplitter:
    """Words of one language; numbers are split at commas and points, marked @,@ and @.@."""

    def __init__(self, settings: Mapping[str, Any], special: list[str]):
        self._language = str(settings["language"])
        self._lower, self._letters = bool(settings["lower_case"]), settings["delimiter"] == ""
        never = settings.get("never_split")
        self._whole = list(never) if never is not None else special

    def pieces(self, text: str) -> list[str]:
        text = text.strip()
        text = text.lower() if self._lower else text
        if self._letters:
            return list(text)
        normalizer, tokenizer = moses(self._language)
        words = tokenizer.tokenize(
            normalizer.normalize(text),
            aggressive_dash_splits=True,
            return_str=False,
            escape=False,
            protected_patterns=self._whole,
        )
        return [part for word in words for part in _IN_NUMBER.sub(r" @\g<0>@ ", word).split()]

    def text(self, tokens: list[str], special: set[str]) -> str:
        joined = detokenizer(self._language).detokenize(tokens)
        return joined.replace(" @,@ ", ",").replace(" @.@ ", ".").strip()


class TransfoXLTokenizer(PiecesTokenizer):
    """No special tokens around texts."""

    saved_class_name = "TransfoXLTokenizer"


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.txt, or vocab.pkl, or vocab.bin, which torch wrote.

    Raises:
        UnsafeFileError: the pickle names what no vocabulary needs; the name is in the message.
        CorruptFileError: there is no list of tokens in it.
    """
    path = files.first(*FILES) or files.require("vocab.txt", "vocab.pkl")
    tokens = _lines(path) if path.suffix == ".txt" else _pickled(path)
    vocabulary = {token: index for index, token in enumerate(tokens)}
    settings["_files"] = {path.name: path.read_bytes()}
    extra = settings.setdefault("additional_special_tokens", ["<formula>"])
    special = [settings["eos_token"], settings["unk_token"], *(extra or ())]
    settings["_splitter"] = TransfoXLSplitter(settings, [str(x) for x in special if x is not None])
    known = [name for name in ("<UNK>", "<unk>") if name in vocabulary]
    if not known:
        raise CorruptFileError(f"{path} has neither <unk> nor <UNK>, for words that it lacks.")
    tokenizer = words_backend(vocabulary, known[0])
    template(tokenizer, settings, "$A", "$A $B")
    return tokenizer


def _lines(path: Path) -> list[str]:
    with reading(path, "a vocabulary"):
        lines = [line.split() for line in path.read_text("utf-8").splitlines()]
    if not all(lines):
        raise CorruptFileError(f"{path} has an empty line; expected a token on each.")
    return list(dict.fromkeys(line[0] for line in lines))


def _pickled(path: Path) -> list[str]:
    """The tokens, in the order of their ids."""
    data = path.read_bytes()
    with reading(path, "a pickled vocabulary"):
        budget = Budget(len(data), per_byte=_PER_BYTE)
        if data[:2] == b"PK":
            data = _in_archive(path, data)
        file = io.BytesIO(data)
        found: Any = pickles.load(file, budget, _lookup)
        if found == _MAGIC:  # then its version, and the machine that wrote it
            for _ in range(3):
                found = pickles.load(file, budget, _lookup)
    found = found if isinstance(found, dict) else {}
    tokens = found.get("idx2sym")
    if not isinstance(tokens, list) or not tokens or not all(type(t) is str for t in tokens):
        raise CorruptFileError(f"{path} has no list of tokens under idx2sym.")
    numbers = found.get("sym2idx")
    if not isinstance(numbers, dict) or any(numbers.get(t) != i for i, t in enumerate(tokens)):
        raise CorruptFileError(f"{path} says of its tokens two things: idx2sym and sym2idx differ.")
    return tokens


def _in_archive(path: Path, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = [entry for entry in archive.infolist() if entry.filename.endswith("/data.pkl")]
        if len(found) != 1 or found[0].file_size > len(data):
            raise CorruptFileError(f"{path} is an archive that torch has not written.")
        return archive.read(found[0])


def _lookup(module: str, name: str) -> pickles.Callee:
    if (module, name) in _UNUSED:
        return pickles.ignoring(f"{module}.{name}")
    if (module, name) not in _CONTAINERS:
        raise UnsafeFileError(
            f"it names {f'{module}.{name}':.100}, which no vocabulary needs. Write the tokens of "
            "a file that you trust into vocab.txt, one on each line"
        )
    return _CONTAINERS[module, name]
