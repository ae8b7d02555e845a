"""FSMT's tokenizer: Moses' words, then merges, with a vocabulary for each of two languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from tokenizers import Tokenizer

from auto_core.errors import InputError
from auto_core.tokenizers.builders.parts import template
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.inputs import as_lists
from auto_core.tokenizers.pieces.marian import MarianTokenizer
from auto_core.tokenizers.pieces.merges import Merges
from auto_core.tokenizers.pieces.moses import EscapingSplitter, read_merges
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer, words_backend

_SOURCE, _TARGET, _MERGES = "vocab-src.json", "vocab-tgt.json", "merges.txt"


class FSMTSplitter(EscapingSplitter):
    """Words of one language, escaped; texts are put together in the language translated into."""

    def __init__(self, merges: Merges, language: str, target: str, *, lower: bool):
        super().__init__(merges, language)
        self._target, self._lower = target, lower

    def _words(self, text: str) -> Iterable[str]:
        return super()._words(text.lower() if self._lower else text)

    def text(self, tokens: list[str], special: set[str]) -> str:
        return self.joined(tokens, self._target)


class FSMTTokenizer(MarianTokenizer):
    """A </s> B </s>; `text_target` is split and numbered as the language translated into."""

    own_options: ClassVar[tuple[str, ...]] = ("langs",)
    saved_class_name: str = "FSMTTokenizer"
    around: ClassVar[tuple[str, ...]] = ("sep_token",)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.src_lang, self.tgt_lang = self.init_kwargs["langs"]

    def convert_ids_to_tokens(self, ids: Any, skip_special_tokens: bool = False) -> Any:
        """Tokens of the language translated into; of both are those that were added."""
        added = {index: token.content for index, token in self.added_tokens_decoder.items()}
        if isinstance(ids, int):
            return added.get(ids) or super().convert_ids_to_tokens(ids)
        skipped = set(self.all_special_ids) if skip_special_tokens else set()
        kept = [index for index in as_lists(ids) if index not in skipped]
        tokens = super().convert_ids_to_tokens(kept)
        return [added.get(index, token) for index, token in zip(kept, tokens, strict=True)]

    def _decode(self, ids: list[int], *args: Any, **options: Any) -> Any:
        options.pop("use_source_tokenizer", None)  # what a model writes is of the other language
        return PiecesTokenizer._decode(self, ids, *args, **options)


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab-src.json, vocab-tgt.json and merges.txt.

    Raises:
        InputError: nobody says which two languages they are.
    """
    languages = settings.get("langs")
    if not isinstance(languages, list | tuple) or len(languages) != 2:
        raise InputError(f'langs is {languages!r:.60}, expected two languages: ["en", "ru"].')
    source, target = map(str, languages)
    paths = {name: files.require(name) for name in (_SOURCE, _TARGET, _MERGES)}
    settings["_files"] = {name: path.read_bytes() for name, path in paths.items()}
    merges, lower = read_merges(files), bool(settings["do_lower_case"])
    settings["_splitter"] = FSMTSplitter(merges, source, target, lower=lower)
    settings["_target_splitter"] = FSMTSplitter(merges, target, target, lower=lower)
    settings["_target"] = _backend(files, settings, _TARGET)
    return _backend(files, settings, _SOURCE)


def _backend(files: TokenizerFiles, settings: dict[str, Any], name: str) -> Tokenizer:
    vocabulary = files.read_vocabulary(files.require(name))
    tokenizer = words_backend(vocabulary, settings["unk_token"])
    sep = settings["sep_token"]
    template(tokenizer, settings, f"$A {sep}", f"$A {sep} $B {sep}")
    return tokenizer
