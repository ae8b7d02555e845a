"""The tokenizer of FastSpeech2Conformer: phonemes, as the package g2p_en finds them."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from tokenizers import Tokenizer

from auto_core.errors import MissingDependencyError
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer, words_backend
from auto_core.tokenizers.saving import to_json

EXPANDED = ((";", ","), (":", ","), ("-", " "), ("&", "and"))


class PhonemeSplitter:
    """English text to ARPAbet, and the end of the utterance."""

    def __init__(self, *, end: str, keeps_spaces: bool):
        self._g2p: Any = None
        self._end, self._keeps_spaces = end, keeps_spaces

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_g2p": None}  # it holds a tagger

    def pieces(self, text: str) -> list[str]:
        if not text:
            return []
        self._g2p = self._g2p or _import().G2p()
        phonemes = self._g2p(text)
        kept = phonemes if self._keeps_spaces else [p for p in phonemes if p != " "]
        return [*kept, self._end]

    def text(self, tokens: list[str], special: set[str]) -> str:
        return " ".join(tokens)


class FastSpeech2ConformerTokenizer(PiecesTokenizer):
    """Phonemes are not made text again: decoding gives their list."""

    own_options: ClassVar[tuple[str, ...]] = ("should_strip_spaces",)
    saved_class_name: str = "FastSpeech2ConformerTokenizer"

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.should_strip_spaces: bool = self.init_kwargs.get("should_strip_spaces", False)
        self._splitter = PhonemeSplitter(
            end=str(self.eos_token), keeps_spaces=not self.should_strip_spaces
        )

    def vocabulary_files(self) -> dict[str, bytes] | None:
        return {"vocab.json": to_json(self._backend.tokenizer.get_vocab())}

    def _pieces(self, text: str, split_special_tokens: bool, closed: bool) -> list[str]:
        return super()._pieces(normalized(text), split_special_tokens, closed)

    def convert_tokens_to_string(self, tokens: list[str]) -> Any:
        return tokens

    def _decode(self, ids: list[int], *args: Any, **options: Any) -> Any:
        return self.convert_ids_to_tokens(ids)


def normalized(text: str) -> str:
    """Capitals, with fewer kinds of punctuation and one space where there are several."""
    for symbol, spoken in EXPANDED:
        text = text.replace(symbol, spoken)
    text = re.sub(r"[()\[\]<>\"]+", "", text)
    return re.sub(r"\s+", " ", text).upper()


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.json: phoneme -> id."""
    vocabulary = files.read_vocabulary(files.require("vocab.json"))
    settings.update(_splitter=None, _files={})  # both are the tokenizer's own
    return words_backend(vocabulary, settings["unk_token"])


def _import() -> Any:
    import importlib

    try:
        return importlib.import_module("g2p_en")
    except ImportError as error:
        raise MissingDependencyError(
            "FastSpeech2ConformerTokenizer finds phonemes with g2p_en: `pip install g2p-en`."
        ) from error
