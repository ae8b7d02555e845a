"""Characters as tokens: MGP-STR's tokenizer (arXiv:2209.03592)."""

from __future__ import annotations

from typing import Any

from tokenizers import Tokenizer

from auto_core.tokenizers.builders.parts import add_roles
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer, words_backend


class CharacterSplitter:
    """Each character is a piece."""

    def pieces(self, text: str) -> list[str]:
        return list(text)

    def text(self, tokens: list[str], special: set[str]) -> str:
        return " ".join(tokens)


class MgpstrTokenizer(PiecesTokenizer):
    """Characters, with nothing around them."""

    saved_class_name: str = "MgpstrTokenizer"


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.json: character -> id; others are the unknown token."""
    path = files.require("vocab.json")
    settings["_files"] = {"vocab.json": path.read_bytes()}
    settings["_splitter"] = CharacterSplitter()
    tokenizer = words_backend(files.read_vocabulary(path), settings["unk_token"])
    add_roles(tokenizer, settings)
    return tokenizer
