"""XLM (arXiv:1901.07291), FlauBERT (arXiv:1912.05372) and BioGPT (arXiv:2210.10341): Moses' words,
then merges. FSMT's are in `fsmt`.

Moses' rules for punctuation and words are those of the `sacremoses` package.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import Any, ClassVar

from tokenizers import Tokenizer

from auto_core.errors import MissingDependencyError
from auto_core.tokenizers.builders.parts import template
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.pieces.merges import END, Merges
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer, words_backend
from auto_core.tokenizers.remembered import Remembered

# Marks of other scripts, and the ASCII that Moses writes for them.
_MARKS = str.maketrans(
    {
        "，": ",", "、": ",", "”": '"', "“": '"', "∶": ":", "：": ":", "？": "?", "《": '"',
        "》": '"', "）": ")", "！": "!", "（": "(", "；": ";", "」": '"', "「": '"', "～": "~",
        "’": "'", "…": "...", "━": "-", "〈": "<", "〉": ">", "【": "[", "】": "]", "％": "%",
        **{chr(ord("０") + digit): str(digit) for digit in range(10)},
    }
)  # fmt: skip


class MosesSplitter:
    """Moses' words of one language, merged letter by letter."""

    # How Moses tokenizes.
    options: ClassVar[dict[str, bool]] = dict(return_str=False, escape=False)

    def __init__(self, merges: Merges, language: str):
        self._merges = merges
        self._language = language
        self._known = Remembered(self._word)

    def pieces(self, text: str) -> list[str]:
        words = filter(None, self._words(text))
        return list(chain.from_iterable(map(self._known.__getitem__, words)))

    def _word(self, word: str) -> list[str]:
        joined = " ".join(self._merges.symbols(word))
        # As published: pieces are joined, and split again at spaces.
        return ("\n" + END if joined == "\n  " + END else joined).split(" ")

    def _words(self, text: str) -> Iterable[str]:
        text = re.sub(r"([。．])\s*", ". ", text).translate(_MARKS)
        normalizer, tokenizer = moses(self._language)
        text = normalizer.normalize(text)
        text = "".join(c for c in text if not unicodedata.category(c).startswith("C"))
        return tokenizer.tokenize(text, **self.options)

    def text(self, tokens: list[str], special: set[str]) -> str:
        return "".join(tokens).replace(END, " ").strip()


class PlainMosesSplitter(MosesSplitter):
    """XLM's: English, in lower case and without accents."""

    def _words(self, text: str) -> Iterable[str]:
        words = " ".join(super()._words(text)).lower()
        letters = unicodedata.normalize("NFD", words)
        return "".join(c for c in letters if unicodedata.category(c) != "Mn").lower().split(" ")


class FlaubertSplitter(MosesSplitter):
    """French, composed, with plain quotes."""

    def __init__(self, merges: Merges, lower: bool):
        super().__init__(merges, "fr")
        self._lower = lower

    def _words(self, text: str) -> Iterable[str]:
        text = unicodedata.normalize("NFC", text.replace("``", '"').replace("''", '"'))
        return super()._words(text.lower() if self._lower else text)


class EscapingSplitter(MosesSplitter):
    """Words split at dashes too, with &, < and the like escaped as Moses has them."""

    options: ClassVar[dict[str, bool]] = dict(
        aggressive_dash_splits=True, return_str=False, escape=True
    )

    def joined(self, tokens: list[str], language: str) -> str:
        """The text of tokens, put together as in a language."""
        joined = "".join(token.replace(" ", "").replace(END, " ") for token in tokens)
        return detokenizer(language).detokenize(joined.split())


class BioGptSplitter(EscapingSplitter):
    """English, whose punctuation stays as it is."""

    def _words(self, text: str) -> Iterable[str]:
        return moses("en")[1].tokenize(text, **self.options)

    def text(self, tokens: list[str], special: set[str]) -> str:
        return self.joined(tokens, "en")


class BioGptTokenizer(PiecesTokenizer):
    """</s> A </s> B"""

    saved_class_name = "BioGptTokenizer"
    around: ClassVar[tuple[str, ...]] = ("sep_token",)


class XLMTokenizer(PiecesTokenizer):
    """<s> A </s> B </s>"""

    saved_class_name = "XLMTokenizer"
    around: ClassVar[tuple[str, ...]] = ("bos_token", "sep_token")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lang2id: dict[str, int] | None = self.init_kwargs.get("lang2id")
        self.id2lang: dict[str, str] | None = self.init_kwargs.get("id2lang")


class FlaubertTokenizer(XLMTokenizer):
    """<s> A </s> B </s>"""

    saved_class_name = "FlaubertTokenizer"


def xlm(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.json and merges.txt."""
    merges = read_merges(files)
    plain = settings["do_lowercase_and_remove_accent"]
    splitter = PlainMosesSplitter(merges, "en") if plain else MosesSplitter(merges, "en")
    return _backend(files, settings, splitter)


def flaubert(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.json and merges.txt."""
    return _backend(files, settings, FlaubertSplitter(read_merges(files), settings["do_lowercase"]))


def biogpt(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.json and merges.txt."""
    tokenizer = _plain_backend(files, settings, BioGptSplitter(read_merges(files), "en"))
    sep = settings["sep_token"]
    template(tokenizer, settings, f"{sep} $A", f"{sep} $A {sep} $B")
    return tokenizer


def read_merges(files: TokenizerFiles) -> Merges:
    return Merges(files.require("merges.txt").read_text("utf-8"), columns=2)


def _plain_backend(
    files: TokenizerFiles, settings: dict[str, Any], splitter: MosesSplitter
) -> Tokenizer:
    """Without tokens around a text."""
    paths = {name: files.require(name) for name in ("vocab.json", "merges.txt")}
    settings["_files"] = {name: path.read_bytes() for name, path in paths.items()}
    settings["_splitter"] = splitter
    vocabulary = files.read_vocabulary(paths["vocab.json"])
    return words_backend(vocabulary, settings["unk_token"])


def _backend(files: TokenizerFiles, settings: dict[str, Any], splitter: MosesSplitter) -> Tokenizer:
    tokenizer = _plain_backend(files, settings, splitter)
    bos, sep = settings["bos_token"], settings["sep_token"]
    template(tokenizer, settings, f"{bos} $A {sep}", f"{bos} $A {sep} $B:1 {sep}:1")
    if settings.get("extra_special_tokens") is None:
        settings.setdefault("additional_special_tokens", [f"<special{i}>" for i in range(10)])
    return tokenizer


@lru_cache(maxsize=8)
def moses(language: str) -> tuple[Any, Any]:
    """What makes punctuation plain, and what splits texts, of a language."""
    package = _package()
    return package.MosesPunctNormalizer(lang=language), package.MosesTokenizer(lang=language)


@lru_cache(maxsize=8)
def detokenizer(language: str) -> Any:
    """What puts tokens of a language together."""
    return _package().MosesDetokenizer(lang=language)


def _package() -> Any:
    try:
        import sacremoses
    except ImportError as error:
        raise MissingDependencyError(
            "XLM, FlauBERT, BioGPT, FSMT and Transformer-XL split texts by Moses' rules: "
            "`pip install sacremoses`."
        ) from error
    return sacremoses
