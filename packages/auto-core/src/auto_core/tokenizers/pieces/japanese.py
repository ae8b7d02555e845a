"""GPT-NeoX's Japanese tokenizer: the likeliest piece of up to three characters, variants together.

A line of the vocabulary is a token in all its spellings, with commas between them; earlier lines
are likelier. Emoticons, spaces and kinds of symbols are tokens with names of their own, and what
is left becomes bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from tokenizers import Tokenizer

from auto_core.tokenizers.builders.parts import add_roles
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.pieces.tokenizer import SEPARATOR, PiecesTokenizer, words_backend

LONGEST = 3  # characters of a piece that is no name
_SPACES = {
    " ": "<SP>",
    "\u3000": "<SP>",
    "\r\n": "<BR>",
    "\n": "<BR>",
    "\r": "<BR>",
    "\t": "<TAB>",
    "\u2014": "ー",
    "\u2212": "ー",
}
_SHOWN = {
    "<SP>": " ",
    "<BR>": "\n",
    "<TAB>": "\t",
    "<BLOCK>": "▀",
    "<KIGOU>": "ǀ",
    "<U2000U2BFF>": "‖",
}
_BYTE = re.compile(r"<\|byte(.*)\|>$", re.DOTALL)
# Codepoints of symbols without a token.
_SYMBOLS = ((0xA1, 0xBF), (0x1C0, 0x1C3), (0x2B9, 0x2FF), (0x300, 0x362))
_OTHER_SYMBOLS = range(0x2000, 0x2C00)

_MONTH, _DAY = "(0?[1-9]|1[0-2])", "(0?[1-9]|[12][0-9]|3[01])"
_WEEKDAYS = "|".join(rf"\({day}\)" for day in "日月火水木金土")
_TIME = rf"(\d{{1,2}}|:|\d{{1,2}}時|\d{{1,2}}分|{_WEEKDAYS}|[㈰㈪㈫㈬㈭㈮㈯])*"
_ERAS = "(明治|大正|昭和|平成|令和|㍾|㍽|㍼|㍻|\u32ff)"
_CURRENCY = "|".join(
    f"{factor}{name}" for name in ("円", "ドル", "ユーロ") for factor in ("千", "万", "千万", "")
)
# What `do_clean_text` writes for texts of a kind, in this order.
_KINDS = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"(https?|ftp)(:\/\/[-_\.!~*\'()a-zA-Z0-9;\/?:\@&=\+$,%#]+)", "<URL>"),
        (r"[A-Za-z0-9\._+]*@[\-_0-9A-Za-z]+(\.[A-Za-z]+)*", "<EMAIL>"),
        (r"\(?[0-9]{2,4}[)(-]?[0-9]{2,4}[)-]?[0-9]{3,4}", "<TEL>"),
        (rf"([12]\d{{3}}[/\-年])*{_MONTH}[/\-月]({_DAY}日?)*{_TIME}", "<DATE>"),
        (rf"{_ERAS}\d{{1,2}}年{_MONTH}月{_DAY}日{_TIME}", "<DATE>"),
        # Possessive, so that long numbers take no time that grows with their square.
        (
            r"(?:\d,\d{3}|[\d億])*+(?:\d,\d{3}|[\d万])*+(?:\d,\d{3}|[\d千])*+"
            rf"(?:{_CURRENCY})+(?:\(税込\)|\(税抜\)|\+tax)*",
            "<PRICE>",
        ),
    )
)
_BLOCKS = re.compile("[\u2500-\u254b\u2550-\u257f\u2580-\u2593\u2596-\u259f]+|(<BLOCK>){2,}")


class JapaneseSplitter:
    """Pieces of a text, of those that begin at a character the one of the least id.

    Args:
        spellings: of each id, every spelling of its token.
        emoticons: "emoji": what becomes which token, "emoji_inv": what is shown for one.
        cleans: whether texts of some kinds (addresses, dates, prices) become one token each.
    """

    def __init__(
        self,
        spellings: list[list[str]],
        emoticons: Mapping[str, Mapping[str, str]],
        cleans: bool,
    ):
        self._ids = {word: index for index, words in enumerate(spellings) for word in words}
        self._names = {word: ",".join(spellings[index]) for word, index in self._ids.items()}
        self._shown = {",".join(words): words[0] for words in spellings}
        self._emoticons = dict(emoticons["emoji"])
        self._shown_emoticons = dict(emoticons["emoji_inv"])
        self._longest = max(map(len, self._ids), default=0) + 1
        self._cleans = cleans

    def pieces(self, text: str) -> list[str]:
        for old, new in (*_SPACES.items(), *self._emoticons.items()):
            text = text.replace(old, new)
        text = _cleaned(text) if self._cleans else text
        found: list[str] = []
        start = 0
        while start < len(text):
            piece, end = self._piece(text, start)
            found += [piece] if piece else _unknown(text[start])
            start = end
        return found

    def _piece(self, text: str, start: int) -> tuple[str, int]:
        """The piece that begins here and where it ends; "" for a character without one."""
        named = text[start] == "<"
        end = min(len(text), start + self._longest) if named else start + LONGEST
        best: tuple[int, int, str] | None = None
        for stop in range(end, start, -1):
            piece = text[start:stop]
            index = self._ids.get(piece)
            if index is None:
                continue
            if named and len(piece) > 2:  # the longest name
                return piece, stop
            if best is None or index < best[0]:
                best = index, stop, piece
        return ("", start + 1) if best is None else (best[2], best[1])

    def name(self, piece: str) -> str:
        """A piece as the vocabulary has it: with its other spellings."""
        return self._names.get(piece, piece)

    def shown(self, name: str) -> str:
        """What a token of the vocabulary means."""
        word = self._shown.get(name, name)
        if word.startswith("<|byte") and word.endswith("|>"):
            return bytes([int(word[6:-2])]).decode("utf-8", errors="replace")
        if word.startswith("<|emoji") and word.endswith("|>"):
            return self._shown_emoticons[word]
        return _SHOWN.get(word, word)

    def text(self, tokens: list[str], special: set[str]) -> str:
        return "".join(tokens).strip()


def _cleaned(text: str) -> str:
    for pattern, name in _KINDS:
        text = pattern.sub(name, text)
    return _BLOCKS.sub("<BLOCK>", _BLOCKS.sub("<BLOCK>", text))


def _unknown(character: str) -> list[str]:
    """The tokens of a character that has none of its own."""
    point = ord(character)
    if any(first <= point <= last for first, last in _SYMBOLS):
        return ["<KIGOU>"]
    if point in _OTHER_SYMBOLS:
        return ["<U2000U2BFF>"]
    return [f"<|byte{byte}|>" for byte in character.encode()]


class GPTNeoXJapaneseTokenizer(PiecesTokenizer):
    """Pieces in any of their spellings, with nothing around them."""

    saved_class_name: str = "GPTNeoXJapaneseTokenizer"

    @property
    def _japanese(self) -> JapaneseSplitter:
        assert isinstance(self._splitter, JapaneseSplitter)
        return self._splitter

    def _prepared(self, value: Any, *how: bool) -> Any:
        if not isinstance(value, str):
            return super()._prepared(value, *how)
        return SEPARATOR.join(map(self._japanese.name, self._pieces(value, *how)))

    def convert_tokens_to_ids(self, tokens: Any) -> Any:
        if isinstance(tokens, str):
            return super().convert_tokens_to_ids(self._japanese.name(tokens))
        return super().convert_tokens_to_ids(list(map(self._japanese.name, tokens)))

    def convert_ids_to_tokens(self, ids: Any, skip_special_tokens: bool = False) -> Any:
        found = super().convert_ids_to_tokens(ids, skip_special_tokens)
        shown = self._japanese.shown
        return list(map(shown, found)) if isinstance(found, list) else shown(found)


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.txt, a token in all its spellings on each line, and emoji.json."""
    paths = {name: files.require(name) for name in ("vocab.txt", "emoji.json")}
    settings["_files"] = {name: path.read_bytes() for name, path in paths.items()}
    lines = paths["vocab.txt"].read_text("utf-8").splitlines(keepends=True)
    spellings = [[line] if line == "," else line.rstrip("\n").split(",") for line in lines]
    emoticons = json.loads(paths["emoji.json"].read_text("utf-8"))
    settings["_splitter"] = JapaneseSplitter(spellings, emoticons, bool(settings["do_clean_text"]))
    names = {",".join(words): index for index, words in enumerate(spellings)}
    tokenizer = words_backend(names, settings["unk_token"])
    add_roles(tokenizer, settings)
    return tokenizer
