"""CANINE's tokenizer (arXiv:2103.06874): a character's id is its codepoint, no files.

Special tokens are characters of private use, which no text has.
"""

from __future__ import annotations

import functools
from typing import Any, ClassVar

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

from auto_core.tokenizers.builders.parts import template
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer

CODEPOINTS = 0x110000
_SURROGATES = range(0xD800, 0xE000)  # halves of characters, which no text has
_NAMES = {0xE002: "[BOS]", 0xE004: "[RESERVED]"}  # of private characters without a role


class CharacterSplitter:
    """Each character is a piece."""

    def pieces(self, text: str) -> list[str]:
        return list(text)

    def text(self, tokens: list[str], special: set[str]) -> str:
        return "".join(tokens)


class CanineTokenizer(PiecesTokenizer):
    """[CLS] A [SEP] B [SEP], with token types 0 and 1; Rust splits the texts."""

    saved_class_name: str = "CanineTokenizer"
    around: ClassVar[tuple[str, ...]] = ("cls_token", "sep_token")

    def get_vocab(self) -> dict[str, int]:
        """Every character and added token, with its id."""
        return {chr(index): index for index in range(CODEPOINTS)} | self.added_tokens_encoder

    def convert_ids_to_tokens(self, ids: Any, skip_special_tokens: bool = False) -> Any:
        found = super().convert_ids_to_tokens(ids, skip_special_tokens)
        if isinstance(found, list):
            return [self._named(token) for token in found]
        return self._named(found)

    def _named(self, token: str | None) -> str | None:
        return _NAMES.get(ord(token), token) if token and len(token) == 1 else token

    def _prepared(self, value: Any, *how: bool) -> Any:
        return value

    def _evened(self, item: Any, room: int) -> Any:
        if not isinstance(item, tuple) or room < 1 or room % 2 == 0:
            return item
        first, second = (sum(map(len, self._parts(text))) for text in item)
        if not room // 2 < first <= second:
            return item
        return item[0], self._cut(item[1], room // 2)

    def _parts(self, text: str | list[str]) -> list[list[str]]:
        """The tokens of a text, or of each of its words."""
        words = text if isinstance(text, list) else [text]
        return [self._pieces(word, False, False) for word in words]

    def _cut(self, text: str | list[str], size: int) -> str | list[str]:
        """The first tokens of a text or list of words, or the last, as it is truncated."""
        left = self.truncation_side == "left"
        if isinstance(text, str):
            tokens = self._pieces(text, False, False)
            return "".join(tokens[max(len(tokens) - size, 0) :] if left else tokens[:size])
        found: list[str] = []
        for word in reversed(text) if left else text:
            found.append(str(self._cut(word, size)))
            size -= len(self._pieces(found[-1], False, False))
        return found[::-1] if left else found


@functools.cache
def _characters() -> models.WordLevel:
    """Every character by its codepoint: one table for all tokenizers of a process."""
    names = (
        f"[{index:04X}]" if index in _SURROGATES else chr(index) for index in range(CODEPOINTS)
    )
    return models.WordLevel({name: index for index, name in enumerate(names)}, unk_token="\x00")


def canine(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From no file."""
    settings["_files"], settings["_splitter"] = {}, CharacterSplitter()
    tokenizer = Tokenizer(_characters())
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    tokenizer.decoder = decoders.Fuse()
    cls, sep = settings["cls_token"], settings["sep_token"]
    pair = f"{cls}:0 $A:0 {sep}:0 $B:1 {sep}:1"
    template(tokenizer, settings, f"{cls}:0 $A:0 {sep}:0", pair)
    return tokenizer
