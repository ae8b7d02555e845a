"""The tokenizer of VITS and MMS-TTS (arXiv:2106.06103): characters with blanks between them."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from tokenizers import Encoding, Tokenizer, models

from auto_core.errors import MissingDependencyError
from auto_core.tokenizers.ctc import LETTERS
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.saving import to_json
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer

# Stands for the blank while a text is split, where the token of id 0 is no single character.
_BLANK = "\ue000"


class VitsTokenizer(PreTrainedTokenizer):
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
        self._letters = self.backend_tokenizer.get_vocab(with_added_tokens=False)
        self._letters.pop(_BLANK, None)
        if self._letters.get(str(self.unk_token)) == max(self._letters.values()):
            del self._letters[str(self.unk_token)]  # what `build` added
        self._blank = next(token for token, index in self._letters.items() if index == 0)

    def vocabulary_files(self) -> dict[str, bytes] | None:
        return {"vocab.json": to_json(self._letters)}

    def get_vocab(self) -> dict[str, int]:
        return {**self._letters, **self.added_tokens_encoder}

    @property
    def vocab_size(self) -> int:
        return len(self._letters)

    def __len__(self) -> int:
        return len(self.get_vocab())

    def convert_ids_to_tokens(self, ids: Any, skip_special_tokens: bool = False) -> Any:
        found = super().convert_ids_to_tokens(ids, skip_special_tokens)
        if isinstance(found, list):
            return [self._blank if token == _BLANK else token for token in found]
        return self._blank if found == _BLANK else found

    def _run(self, batch: Any, *args: Any) -> list[Encoding]:
        return super()._run(self._prepared(batch), *args)

    def tokenize(
        self, text: Any, pair: Any = None, add_special_tokens: bool = False, **options: Any
    ) -> list[str]:
        """The characters of a text, also those that the vocabulary lacks."""
        tokens = super().tokenize(text, pair, add_special_tokens, **options)
        if not isinstance(text, str) or pair:
            return tokens
        return self._with_unknown(tokens, self._prepared(text))

    def _prepared(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return type(value)(map(self._prepared, value))
        if not isinstance(value, str):
            return value  # refused with the right words later
        text = self.normalize_text(value) if self.normalize else value
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
            text = re.sub(r"\s+", " ", text)
        elif self.normalize:
            text = "".join(filter(self._letters.__contains__, text)).strip()
        if not self.add_blank or not text:
            return text
        blank = self._blank if len(self._blank) == 1 else _BLANK
        return blank + "".join(letter + blank for letter in text)

    def normalize_text(self, text: str) -> str:
        """Lowercase, except what the vocabulary has as it is."""
        known = sorted(self.get_vocab(), key=len, reverse=True)
        pattern = "|".join(re.escape(token) for token in known if token)
        pieces = re.split(f"({pattern})", text)
        return "".join(p if i % 2 else p.lower() for i, p in enumerate(pieces))

    def _decode(self, ids: list[int], skip_special_tokens: bool, *args: Any, **options: Any) -> Any:
        super()._decode(ids, skip_special_tokens, *args, **options)  # refuses what is no id
        tokens = self.convert_ids_to_tokens(ids, skip_special_tokens)
        tokens = tokens[1::2] if self.add_blank and len(tokens) > 1 else tokens
        return "".join(token for token in tokens if token is not None)


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.json: character -> id; id 0 is the blank."""
    vocabulary = files.read_vocabulary(files.require("vocab.json"))
    blank = next((token for token, index in vocabulary.items() if index == 0), "")
    if len(blank) != 1:
        vocabulary = {**vocabulary, _BLANK: 0}
    unk = str(settings["unk_token"])
    vocabulary = {unk: max(vocabulary.values()) + 1, **vocabulary}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token=unk))
    tokenizer.pre_tokenizer = LETTERS
    return tokenizer


def _import(module: str, extra: str) -> Any:
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingDependencyError(
            f"This VITS checkpoint needs {module}: `pip install {extra}`. Or convert the text "
            f"yourself and pass phonemize=False, is_uroman=False."
        ) from error
