"""Marian's tokenizer: two sentencepiece models, source and target, and the ids of vocab.json."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from tokenizers import Encoding, Tokenizer

from auto_core.tokenizers.backend import Backend
from auto_core.tokenizers.builders.parts import template
from auto_core.tokenizers.builders.spm import read_spm
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.pieces.spm import SpeechSplitter
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer, words_backend

_FILES = ("source.spm", "target.spm", "vocab.json", "target_vocab.json")


class MarianSplitter(SpeechSplitter):
    """A code such as >>fr<< at the start, which says what to translate into, is a piece."""

    def pieces(self, text: str) -> list[str]:
        end = text.find("<<") + 2
        if text.startswith(">>") and end > 1:
            return [text[:end], *super().pieces(text[end:])]
        return super().pieces(text)


class MarianTokenizer(PiecesTokenizer):
    """Texts are split as the source language, `text_target` as the target language."""

    own_options: ClassVar[tuple[str, ...]] = ("source_lang", "target_lang", "separate_vocabs")
    saved_class_name: str = "MarianTokenizer"
    around: ClassVar[tuple[str, ...]] = ("eos_token",)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._target_splitter: MarianSplitter = self.init_kwargs.pop("_target_splitter")
        target = self.init_kwargs.pop("_target", None)
        self._target = self._backend if target is None else Backend(target)
        if target is not None:
            tokens = self.added_tokens_decoder.values()
            target.add_tokens([t for t in tokens if target.token_to_id(t.content) is not None])
        self.separate_vocabs = target is not None

    @property
    def supported_language_codes(self) -> list[str]:
        """Codes such as >>fr<< that say at the start of a text what to translate into."""
        if self.separate_vocabs:
            return []
        vocabulary = self.get_vocab()
        codes = [t for t in vocabulary if t.startswith(">>") and t.endswith("<<")]
        return sorted(codes, key=vocabulary.__getitem__)

    def _run(self, batch: Any, *args: Any) -> list[Encoding]:
        if not args[-1]:
            return super()._run(batch, *args)
        return super(MarianTokenizer, self._as_target())._run(batch, *args)

    def _decode(self, ids: list[int], *args: Any, **options: Any) -> Any:
        # Where both sides share their ids, they come from texts of the source language.
        if options.pop("use_source_tokenizer", not self.separate_vocabs):
            return super()._decode(ids, *args, **options)
        return super(MarianTokenizer, self._as_target())._decode(ids, *args, **options)

    def convert_ids_to_tokens(self, ids: Any, skip_special_tokens: bool = False) -> Any:
        """Tokens of the target language, where it has a vocabulary of its own."""
        tokenizer: MarianTokenizer = self._as_target() if self.separate_vocabs else self
        return super(MarianTokenizer, tokenizer).convert_ids_to_tokens(ids, skip_special_tokens)

    def _as_target(self) -> MarianTokenizer:
        """The same tokenizer over the target's vocabulary."""
        target = object.__new__(type(self))
        target.__dict__.update(
            self.__dict__, _backend=self._target, _splitter=self._target_splitter
        )
        return target


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From source.spm, target.spm and vocab.json (and target_vocab.json).

    Raises:
        CorruptFileError: the vocabulary lacks the unknown token.
    """
    found: dict[str, Path] = {name: path for name in _FILES if (path := files.path(name))}
    settings["_files"] = {name: path.read_bytes() for name, path in found.items()}
    for side, name in (("source", "_splitter"), ("target", "_target_splitter")):
        spm = read_spm(files.require(f"{side}.spm"))
        settings[name] = MarianSplitter(spm, upper=False)
    if settings["separate_vocabs"]:
        settings["_target"] = _backend(files, settings, "target_vocab.json")
    return _backend(files, settings, "vocab.json")


def _backend(files: TokenizerFiles, settings: dict[str, Any], name: str) -> Tokenizer:
    vocabulary = files.read_vocabulary(files.require(name))
    tokenizer = words_backend(vocabulary, settings["unk_token"])
    eos = settings["eos_token"]
    template(tokenizer, settings, f"$A {eos}", f"$A $B {eos}")
    return tokenizer
