"""Transcripts in one form, as Whisper's word error rates are computed (arXiv:2212.04356, C)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from auto_core.tokenizers.english.numbers import in_digits

# Letters that are other letters once their marks are gone, though Unicode does not say so.
_PLAIN = {
    "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "ß": "ss", "ẞ": "SS",
    "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "th", "ł": "l", "Ł": "L",
}  # fmt: skip
_FILLERS = re.compile(r"\b(hmm|mm|mhm|mmm|uh|um)\b")
_COLLOQUIAL = {
    "won't": "will not", "can't": "can not", "let's": "let us", "ain't": "aint",
    "y'all": "you all", "wanna": "want to", "gotta": "got to", "gonna": "going to",
    "i'ma": "i am going to", "imma": "i am going to", "woulda": "would have",
    "coulda": "could have", "shoulda": "should have", "ma'am": "madam",
}  # fmt: skip
_TITLES = {
    "mr": "mister", "mrs": "missus", "st": "saint", "dr": "doctor", "prof": "professor",
    "capt": "captain", "gov": "governor", "ald": "alderman", "gen": "general", "sen": "senator",
    "rep": "representative", "pres": "president", "rev": "reverend", "hon": "honorable",
    "asst": "assistant", "assoc": "associate", "lt": "lieutenant", "col": "colonel",
    "jr": "junior", "sr": "senior", "esq": "esquire",
}  # fmt: skip
_ENDINGS = {
    "'d been": "had been", "'s been": "has been", "'d gone": "had gone", "'s gone": "has gone",
    "'d done": "had done", "'s got": "has got", "n't": "not", "'re": "are", "'s": "is",
    "'d": "would", "'ll": "will", "'t": "not", "'ve": "have", "'m": "am",
}  # fmt: skip
_REPLACED = [
    *((re.compile(rf"\b{word}\b"), plain) for word, plain in _COLLOQUIAL.items()),
    *((re.compile(rf"\b{word}\b"), f"{plain} ") for word, plain in _TITLES.items()),
    *((re.compile(rf"{word}\b"), f" {plain}") for word, plain in _ENDINGS.items()),
]


def basic(text: str, remove_diacritics: bool = False) -> str:
    """Any language: lower case, no remarks in brackets, no marks and punctuation."""
    text = _without_remarks(text.lower())
    text = _without_marks(text) if remove_diacritics else _without_symbols(text)
    return _single_spaces(text.lower())


def english(text: str, spellings: Mapping[str, str]) -> str:
    """English: contractions and titles written out, numbers in digits, one way of spelling.

    `spellings` maps British to American words.
    """
    text = _FILLERS.sub("", _without_remarks(text.lower()))
    text = re.sub(r"\s+'", "'", text)
    for pattern, plain in _REPLACED:
        text = pattern.sub(plain, text)
    text = re.sub(r"(\d),(\d)", r"\1\2", text)
    text = re.sub(r"\.([^0-9]|$)", r" \1", text)
    text = in_digits(_without_marks(text, keep=".%$¢€£"))
    text = " ".join(spellings.get(word, word) for word in text.split())
    # Signs that belong to no number.
    text = re.sub(r"[.$¢€£]([^0-9])", r" \1", text)
    text = re.sub(r"([^0-9])%", r"\1 ", text)
    return _single_spaces(text)


def _without_remarks(text: str) -> str:
    text = re.sub(r"[<\[][^>\]]*[>\]]", "", text)
    return re.sub(r"\(([^)]+?)\)", "", text)


def _single_spaces(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _without_symbols(text: str) -> str:
    return "".join(map(_plain_symbol, unicodedata.normalize("NFKC", text)))


def _plain_symbol(character: str) -> str:
    return " " if unicodedata.category(character)[0] in "MSP" else character


def _without_marks(text: str, keep: str = "") -> str:
    def plain(character: str) -> str:
        if character in keep:
            return character
        if character in _PLAIN:
            return _PLAIN[character]
        return "" if unicodedata.category(character) == "Mn" else _plain_symbol(character)

    return "".join(map(plain, unicodedata.normalize("NFKD", text)))
