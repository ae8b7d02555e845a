"""ERNIE-M's tokenizer: sentencepiece's pieces, split further, with the ids of vocab.txt."""

from __future__ import annotations

from typing import Any, ClassVar

from tokenizers import Tokenizer

from auto_core.tokenizers.builders.parts import template
from auto_core.tokenizers.builders.spm import SpmModel, read_spm
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.pieces.spm import SpmSplitter
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer, words_backend

SPACE = "▁"
_PUNCTUATION = frozenset(",;:.?!~，；：。？！《》【】")


def _stands_alone(character: str) -> bool:
    """Whether it is a Chinese character or a mark."""
    return "\u4e00" <= character <= "\u9fff" or character in _PUNCTUATION


class ErnieMSplitter(SpmSplitter):
    """Chinese characters and marks stand alone, numbers end where other letters begin."""

    def __init__(self, spm: SpmModel, lower: bool):
        super().__init__(spm)
        self._lower = lower

    def pieces(self, text: str) -> list[str]:
        found = self.plain_pieces(text.lower() if self._lower else text)
        split = []
        for index, piece in enumerate(found):
            if piece != SPACE:
                split += _parts(piece)
            elif 0 < index < len(found) - 1 and not found[index + 1].startswith(SPACE):
                split.append(SPACE)
        return split

    def text(self, tokens: list[str], special: set[str]) -> str:
        return "".join(tokens).replace(SPACE, " ").strip()


def _parts(piece: str) -> list[str]:
    """A piece, cut around what stands alone and where numbers begin or end; a space that this
    leaves alone is dropped."""
    parts, start = [], 0

    def cut(end: int) -> None:
        if end > start and piece[start:end] != SPACE:
            parts.append(piece[start:end])

    for index, character in enumerate(piece):
        if character == SPACE:
            continue
        if _stands_alone(character):
            cut(index)
            parts.append(character)
            start = index + 1
        elif index and character.isdigit() != piece[index - 1].isdigit():
            cut(index)
            start = index
    return [*parts, piece[start:]] if start < len(piece) else parts


class ErnieMTokenizer(PiecesTokenizer):
    """[CLS] A [SEP] [SEP] B [SEP]"""

    saved_class_name: str = "ErnieMTokenizer"
    around: ClassVar[tuple[str, ...]] = ("cls_token", "sep_token")


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.txt and sentencepiece.bpe.model."""
    path, model = files.require("vocab.txt"), files.require("sentencepiece.bpe.model")
    settings["_files"] = {
        "vocab.txt": path.read_bytes(),
        "sentencepiece.bpe.model": model.read_bytes(),
    }
    settings["_splitter"] = ErnieMSplitter(read_spm(model), bool(settings["do_lower_case"]))
    lines = path.read_text("utf-8").removesuffix("\n").split("\n")
    vocabulary = {token: index for index, token in enumerate(lines)}
    tokenizer = words_backend(vocabulary, settings["unk_token"])
    cls, sep = settings["cls_token"], settings["sep_token"]
    pair = f"{cls}:0 $A:0 {sep}:1 {sep}:1 $B:1 {sep}:1"
    template(tokenizer, settings, f"{cls}:0 $A:0 {sep}:0", pair)
    return tokenizer
