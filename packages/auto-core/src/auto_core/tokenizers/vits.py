"""The tokenizer of VITS and MMS-TTS (arXiv:2106.06103): characters with blanks between them."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from tokenizers import Tokenizer

from auto_core.errors import MissingDependencyError
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer, find_any, words_backend
from auto_core.tokenizers.saving import to_json


class LetterSplitter:
    """Letters, and if its tokenizer says so the blank around each."""

    def __init__(self, tokenizer: VitsTokenizer, blank: str):
        self._tokenizer = tokenizer
        self._blank = blank

    def pieces(self, text: str) -> list[str]:
        if not self._tokenizer.add_blank or not text:
            return list(text)
        found = [self._blank] * (2 * len(text) + 1)
        found[1::2] = text
        return found

    def text(self, tokens: list[str], special: set[str]) -> str:
        apart = self._tokenizer.add_blank and len(tokens) > 1
        return "".join(tokens[1::2] if apart else tokens)


class VitsTokenizer(PiecesTokenizer):
    """Lowercases what the vocabulary does not have as it is, and drops what it lacks."""

    own_options: ClassVar[tuple[str, ...]] = (
        "language",
        "add_blank",
        "normalize",
        "phonemize",
        "is_uroman",
    )
    saved_class_name: str = "VitsTokenizer"

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        get = self.init_kwargs.get
        self.language: str | None = get("language")
        self.add_blank: bool = get("add_blank", True)
        self.normalize: bool = get("normalize", True)
        self.phonemize: bool = get("phonemize", True)
        self.is_uroman: bool = get("is_uroman", False)
        self._letters = self._backend.tokenizer.get_vocab(with_added_tokens=False)
        if self._letters.get(str(self.unk_token)) == max(self._letters.values()):
            del self._letters[str(self.unk_token)]  # what `build` added
        blank = next(token for token, index in self._letters.items() if index == 0)
        self._splitter = LetterSplitter(self, blank)

    def vocabulary_files(self) -> dict[str, bytes] | None:
        return {"vocab.json": to_json(self._letters)}

    def get_vocab(self) -> dict[str, int]:
        return {**self._letters, **self.added_tokens_encoder}

    @property
    def vocab_size(self) -> int:
        return len(self._letters)

    def __len__(self) -> int:
        return len(self.get_vocab())

    def _pieces(self, text: str, split_special_tokens: bool, closed: bool) -> list[str]:
        return super()._pieces(self._spoken(text), split_special_tokens, closed)

    def _spoken(self, text: str) -> str:
        """What the letters of the vocabulary can say of a text."""
        text = self.normalize_text(text) if self.normalize else text
        if self.language == "ron":
            text = text.replace("ț", "ţ")
        if self.is_uroman and not text.isascii():
            text = _import("uroman", "uroman").Uroman().romanize_string(text)
        if self.phonemize:
            text = _import("phonemizer", "phonemizer").phonemize(
                text,
                language="en-us",
                backend="espeak",
                strip=True,
                preserve_punctuation=True,
                with_stress=True,
            )
            return re.sub(r"\s+", " ", text)
        if self.normalize:
            return "".join(filter(self._letters.__contains__, text)).strip()
        return text

    def normalize_text(self, text: str) -> str:
        """Lowercase, except what the vocabulary has as it is."""
        parts = self._backend.conclude(self._known).split(text)
        return "".join(p if i % 2 else p.lower() for i, p in enumerate(parts))

    def _known(self, _: Tokenizer) -> re.Pattern[str]:
        return find_any(filter(None, self.get_vocab()))


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.json: character -> id; id 0 is the blank."""
    vocabulary = files.read_vocabulary(files.require("vocab.json"))
    unk = str(settings["unk_token"])
    settings.update(_splitter=None, _files={})  # both are the tokenizer's own
    return words_backend({unk: max(vocabulary.values()) + 1, **vocabulary}, unk)


def _import(module: str, extra: str) -> Any:
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingDependencyError(
            f"This VITS checkpoint needs {module}: `pip install {extra}`. Or convert the text "
            f"yourself and pass phonemize=False, is_uroman=False."
        ) from error
