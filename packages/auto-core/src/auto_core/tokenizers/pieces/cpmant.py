"""CPM-Ant's tokenizer: jieba's words, cut into the longest pieces that the vocabulary has."""

from __future__ import annotations

from typing import Any, ClassVar

from tokenizers import Tokenizer

from auto_core.tokenizers.builders.parts import add_token, template
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.pieces.jieba import jieba
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer, words_backend

LINE, SPACE = "</n>", "</_>"  # in the file, of the end of a line and the space
_LONGEST_WORD = 200  # characters; longer words are unknown


class CpmAntSplitter:
    """The longest pieces of each word; a character that begins none is unknown."""

    def __init__(self, vocabulary: dict[str, int], unk: str):
        self._vocabulary, self._unk = vocabulary, unk
        self._longest = max(map(len, vocabulary), default=0)

    def pieces(self, text: str) -> list[str]:
        return [piece for word in jieba().cut(text, False) for piece in self._of_word(word)]

    def _of_word(self, word: str) -> list[str]:
        if len(word) > _LONGEST_WORD:
            return [self._unk]
        found: list[str] = []
        start = 0
        while start < len(word):
            ends = range(min(len(word), start + self._longest), start, -1)
            end = next((end for end in ends if word[start:end] in self._vocabulary), None)
            found.append(self._unk if end is None else word[start:end])
            start = start + 1 if end is None else end
        return found

    def text(self, tokens: list[str], special: set[str]) -> str:
        return "".join(tokens)


class CpmAntTokenizer(PiecesTokenizer):
    """<s> A <s> B; texts of ids leave out padding and the tokens around them."""

    saved_class_name: str = "CpmAntTokenizer"
    around: ClassVar[tuple[str, ...]] = ("bos_token",)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # Special by name alone: the vocabulary has what they stand for.
        self._named_tokens |= {"line_token": LINE, "space_token": SPACE}

    def _decode(
        self, ids: list[int], skip_special_tokens: bool, clean_up: bool | None, **options: Any
    ) -> Any:
        silent = {self.pad_token_id, self.eos_token_id, self.bos_token_id}
        ids = [index for index in ids if index >= 0 and index not in silent]
        return super()._decode(ids, skip_special_tokens, clean_up, **options)


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.txt, whose names of the space and of the end of a line stand for these."""
    text = files.require("vocab.txt").read_text("utf-8").removesuffix("\n")
    # Saved by their usual names; no roles of tokens, which texts would have by name.
    usual = {str(settings.pop("space_token")): SPACE, str(settings.pop("line_token")): LINE}
    lines = [usual.get(line, line) for line in text.split("\n")]
    settings["_files"] = {"vocab.txt": "".join(f"{line}\n" for line in lines).encode()}
    meant = {SPACE: " ", LINE: "\n"}
    vocabulary = {meant.get(line, line): index for index, line in enumerate(lines)}
    settings["_splitter"] = CpmAntSplitter(vocabulary, str(settings["unk_token"]))
    tokenizer = words_backend(vocabulary, settings["unk_token"])
    bos = settings["bos_token"]
    template(tokenizer, settings, f"{bos} $A", f"{bos} $A {bos} $B")
    for role in ("bod_token", "eod_token"):
        add_token(tokenizer, settings[role])
    return tokenizer
