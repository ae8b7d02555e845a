"""SigLIP's tokenizer (arXiv:2303.15343): lower case, without ASCII punctuation."""

from __future__ import annotations

import re
import string
from typing import Any, ClassVar

from tokenizers import Tokenizer

from auto_core.tokenizers.builders.parts import template
from auto_core.tokenizers.builders.spm import SpmModel, read_spm
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.pieces.spm import SwedishSplitter
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer, words_backend

_PUNCTUATION = str.maketrans("", "", string.punctuation)


class SiglipSplitter(SwedishSplitter):
    """Only the start of a text counts as the start of a word, not what follows a special token."""

    def __init__(self, spm: SpmModel, lower: bool):
        super().__init__(spm)
        self._lower = lower

    def pieces(self, text: str) -> list[str]:
        text = text.lower() if self._lower else text
        text = re.sub(r"\s+", " ", text.translate(_PUNCTUATION)).strip()
        return self.plain_pieces(text, begins=False)

    def text(self, tokens: list[str], special: set[str]) -> str:
        return super().text(tokens, special).strip()


class SiglipTokenizer(PiecesTokenizer):
    """A </s> B </s>"""

    saved_class_name: str = "SiglipTokenizer"
    around: ClassVar[tuple[str, ...]] = ("eos_token",)

    def _pieces(self, text: str, split_special_tokens: bool, closed: bool) -> list[str]:
        text = "▁" + text.replace("▁", " ")
        pieces = super()._pieces(text, split_special_tokens, closed)
        ended = closed and pieces[-1:] == [self.eos_token]
        return pieces[:-1] if ended else pieces  # it is not put there twice


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From spiece.model."""
    path = files.require("spiece.model")
    spm = read_spm(path)
    settings["_files"] = {"spiece.model": path.read_bytes()}
    settings["_splitter"] = SiglipSplitter(spm, bool(settings["do_lower_case"]))
    tokenizer = words_backend(spm.vocabulary(), settings["unk_token"])
    eos = settings["eos_token"]
    template(tokenizer, settings, f"$A {eos}", f"$A {eos} $B {eos}")
    return tokenizer
