"""Marian's tokenizer: two sentencepiece models, for source and target, with one set of ids."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from tokenizers import Encoding, Tokenizer

from auto_core.tokenizers.backend import Backend
from auto_core.tokenizers.builders import sentencepiece
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer

_FILES = ("source.spm", "target.spm", "vocab.json", "target_vocab.json")


class MarianTokenizer(PreTrainedTokenizer):
    """Texts are split as the source language, `text_target` as the target language."""

    own_options: ClassVar[tuple[str, ...]] = ("source_lang", "target_lang", "separate_vocabs")
    saved_class_name: str = "MarianTokenizer"

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._files: dict[str, bytes] = self.init_kwargs.pop("_files", {})
        target = self.init_kwargs.pop("_target", None)
        self._target = self._backend if target is None else Backend(target)

    @property
    def supported_language_codes(self) -> list[str]:
        """Codes such as >>fr<< that say at the start of a text what to translate into."""
        return [t for t in self.get_vocab() if t.startswith(">>") and t.endswith("<<")]

    def vocabulary_files(self) -> dict[str, bytes] | None:
        return dict(self._files) or None

    def _run(self, batch: Any, *args: Any) -> list[Encoding]:
        if not args[-1]:
            return super()._run(batch, *args)
        target = object.__new__(type(self))  # the same tokenizer over the other vocabulary
        target.__dict__.update(self.__dict__, _backend=self._target)
        return super(MarianTokenizer, target)._run(batch, *args)

    def _decode(self, ids: list[int], *args: Any, **options: Any) -> Any:
        options.pop("use_source_tokenizer", None)  # both sides share their ids
        return super()._decode(ids, *args, **options).strip()


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From source.spm, target.spm and vocab.json (and target_vocab.json)."""
    found: dict[str, Path] = {name: path for name in _FILES if (path := files.path(name))}
    settings["_files"] = {name: path.read_bytes() for name, path in found.items()}
    settings["_target"] = sentencepiece.marian(files, settings, side="target")
    return sentencepiece.marian(files, settings)
