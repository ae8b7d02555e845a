"""Tokenizers of Perceiver (arXiv:2107.14795) and Dia: the bytes of UTF-8, no files."""

from __future__ import annotations

from typing import Any, ClassVar

from tokenizers import AddedToken, Tokenizer

from auto_core.errors import InputError
from auto_core.tokenizers.builders.parts import template
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer, words_backend

_ROLES = ("pad_token", "bos_token", "eos_token", "mask_token", "cls_token", "sep_token")


class ByteSplitter:
    """Each byte is the character of its number."""

    def pieces(self, text: str) -> list[str]:
        return list(text.encode("utf-8").decode("latin-1"))

    def text(self, tokens: list[str], special: set[str]) -> str:
        written = (
            bytes([ord(token)]) if len(token) == 1 and ord(token) < 256 else token.encode("utf-8")
            for token in tokens
        )
        return b"".join(written).decode("utf-8", errors="replace")


class PerceiverTokenizer(PiecesTokenizer):
    """[CLS] A [SEP] B [SEP]"""

    saved_class_name: str = "PerceiverTokenizer"
    around: ClassVar[tuple[str, ...]] = ("cls_token", "sep_token")


def perceiver(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From no file."""
    settings["_files"], settings["_splitter"] = {}, ByteSplitter()
    tokens = [*(str(settings[role]) for role in _ROLES), *map(chr, range(256))]
    tokenizer = words_backend({token: id for id, token in enumerate(tokens)}, settings["pad_token"])
    cls, sep = settings["cls_token"], settings["sep_token"]
    template(tokenizer, settings, f"{cls} $A {sep}", f"{cls} $A {sep} $B {sep}")
    return tokenizer


class ShiftedByteSplitter:
    """Each byte is the character of its number, but for the first, which are tokens of their own
    (Dia). Texts are these characters, not what their bytes stand for, as upstream."""

    def __init__(self, first: list[str]):
        self.first = first

    def pieces(self, text: str) -> list[str]:
        count = len(self.first)
        return [self.first[b] if b < count else chr(b) for b in text.encode("utf-8")]

    def text(self, tokens: list[str], special: set[str]) -> str:
        return "".join(tokens)


class DiaTokenizer(PiecesTokenizer):
    """Bytes of UTF-8, and the tokens of two speakers."""

    saved_class_name: str = "DiaTokenizer"


def dia(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From no file."""
    if settings["offset"]:
        raise InputError(f"offset is {settings['offset']}, expected 0 for DiaTokenizer.")
    first = [str(settings["pad_token"]), "[S1]", "[S2]"]
    settings["_files"], settings["_splitter"] = {}, ShiftedByteSplitter(first)
    tokens = [*first, *map(chr, range(len(first), 256))]
    tokenizer = words_backend({token: id for id, token in enumerate(tokens)}, settings["unk_token"])
    tokenizer.add_tokens(list(map(AddedToken, first)))
    return tokenizer
