"""ESM's tokenizer: amino acids, one letter each."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from tokenizers import Tokenizer

from auto_core.tokenizers.builders.parts import template
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer, words_backend


class ProteinSplitter:
    """Whatever the vocabulary has is a piece, what remains is cut at white space."""

    def __init__(self, tokens: list[str]):
        longest_first = sorted(filter(None, tokens), key=len, reverse=True)
        self._known = re.compile(f"({'|'.join(map(re.escape, longest_first))})")

    def pieces(self, text: str) -> list[str]:
        parts = self._known.split(text)
        return [
            piece
            for index, part in enumerate(parts)
            for piece in ([part] if index % 2 else part.split())
        ]

    def text(self, tokens: list[str], special: set[str]) -> str:
        return " ".join(tokens)


class EsmTokenizer(PiecesTokenizer):
    """<cls> A <eos> B <eos>"""

    saved_class_name: str = "EsmTokenizer"
    around: ClassVar[tuple[str, ...]] = ("cls_token", "eos_token")


def esm(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.txt."""
    path = files.require("vocab.txt")
    settings["_files"] = {"vocab.txt": path.read_bytes()}
    tokens = [line.strip() for line in path.read_text("utf-8").splitlines()]
    settings["_splitter"] = ProteinSplitter(tokens)
    vocabulary = {token: index for index, token in enumerate(tokens)}
    tokenizer = words_backend(vocabulary, settings["unk_token"])
    cls, eos = settings["cls_token"], settings.get("eos_token")
    end = "" if eos is None else f" {eos}"
    template(tokenizer, settings, f"{cls} $A{end}", f"{cls} $A{end} $B:1{end and f'{end}:1'}")
    return tokenizer
