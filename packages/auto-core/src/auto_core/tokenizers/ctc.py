"""Wav2Vec2's CTC tokenizer (arXiv:2006.11477): letters, and the way back from frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, ClassVar

from tokenizers import AddedToken, Tokenizer

from auto_core.checkpoints.hub import read_json
from auto_core.errors import ConfigError, InputError, did_you_mean
from auto_core.tokenizers.files import TokenizerFiles
from auto_core.tokenizers.inputs import as_lists
from auto_core.tokenizers.pieces.tokenizer import PiecesTokenizer, words_backend
from auto_core.tokenizers.saving import to_json
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer


@dataclass
class CTCText:
    """A decoded text and where its letters and words are, in frames (`start_offset`, ...)."""

    text: Any
    char_offsets: Any = None
    word_offsets: Any = None

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)


class LetterSplitter:
    """Letters, upper case if asked for, with a sign of its own for the space."""

    def __init__(self, delimiter: str, upper: bool):
        self._delimiter = delimiter
        self._upper = upper

    def pieces(self, text: str) -> list[str]:
        return list((text.upper() if self._upper else text).replace(" ", self._delimiter))

    def text(self, tokens: list[str], special: set[str]) -> str:
        return "".join(tokens)


class Wav2Vec2CTCTokenizer(PiecesTokenizer):
    """Letters to ids; frames of ids to text, repeated ones merged and blanks dropped."""

    own_options: ClassVar[tuple[str, ...]] = (
        "word_delimiter_token",
        "replace_word_delimiter_char",
        "do_lower_case",
        "target_lang",
    )
    saved_class_name: str = "Wav2Vec2CTCTokenizer"

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        get = self.init_kwargs.get
        self.word_delimiter_token: str = str(get("word_delimiter_token") or "|")
        self.replace_word_delimiter_char: str = get("replace_word_delimiter_char", " ")
        self.do_lower_case: bool = bool(get("do_lower_case"))
        self.target_lang: str | None = get("target_lang")
        self._nested: dict[str, Any] | None = self.init_kwargs.pop("_vocabularies", None)
        self._named_tokens["word_delimiter_token"] = self.word_delimiter_token

    @property
    def word_delimiter_token_id(self) -> int:
        return self.convert_tokens_to_ids(self.word_delimiter_token)

    def set_target_lang(self, target_lang: str) -> None:
        """Use the vocabulary of another language, where the file has several.

        Raises:
            InputError: it has one only, or not this language.
        """
        if self._nested is None:
            raise InputError("This tokenizer has one vocabulary, so no language can be chosen.")
        rust = ctc_backend(_vocabulary_of(self._nested, target_lang), self.unk_token)
        tokens = [t for t in self._named_tokens.values() if t is not None]
        rust.add_special_tokens([t for t in tokens if rust.token_to_id(str(t)) is not None])
        self._backend.change(lambda _: setattr(self._backend, "tokenizer", rust))
        self.target_lang = self.init_kwargs["target_lang"] = target_lang

    def vocabulary_files(self) -> dict[str, bytes] | None:
        vocabulary = self._nested or self._backend.tokenizer.get_vocab(with_added_tokens=False)
        return {"vocab.json": to_json(vocabulary)}

    def decode(
        self,
        token_ids: Any,
        skip_special_tokens: bool = False,
        clean_up_tokenization_spaces: bool | None = None,
        output_char_offsets: bool = False,
        output_word_offsets: bool = False,
        group_tokens: bool = True,
        spaces_between_special_tokens: bool = False,
        **options: Any,
    ) -> Any:
        """The text of one id per frame, or a `CTCText` when offsets are asked for.

        Offsets count frames; times are frames times the model's stride over the sampling rate.
        `group_tokens=False` keeps repetitions (for ids that are no frames).
        """
        self._check_decode(options)
        ids = as_lists(token_ids)
        ids = [ids] if isinstance(ids, int) else ids
        special = set(self.all_special_tokens) if skip_special_tokens else set()
        special.discard(self.word_delimiter_token)
        tokens = [t for t in self.convert_ids_to_tokens(ids) if t not in special]
        letters = self._letters(tokens, group_tokens)
        joiner = " " if spaces_between_special_tokens else ""
        text = joiner.join(letter["char"] for letter in letters).strip()
        text = text.lower() if self.do_lower_case else text
        clean_up = clean_up_tokenization_spaces
        if self.clean_up_tokenization_spaces if clean_up is None else clean_up:
            text = self.clean_up_tokenization(text)
        if not (output_char_offsets or output_word_offsets):
            return text
        words = _words(letters, self.replace_word_delimiter_char) if output_word_offsets else None
        return CTCText(text, letters if output_char_offsets else None, words)

    def batch_decode(self, sequences: Any, *args: Any, **options: Any) -> Any:
        """The texts of a batch, or one `CTCText` of lists."""
        found = [self.decode(row, *args, **options) for row in as_lists(sequences)]
        if not found or isinstance(found[0], str):
            return found
        lists = ([getattr(f, k) for f in found] for k in ("text", "char_offsets", "word_offsets"))
        return CTCText(*(None if values[0] is None else values for values in lists))

    def _letters(self, tokens: Sequence[str], group: bool) -> list[dict[str, Any]]:
        """Letters with the frames they last, blanks (the padding token) dropped."""
        runs = (
            [(t, len(list(run))) for t, run in groupby(tokens)]
            if group
            else [(token, 1) for token in tokens]
        )
        letters, start = [], 0
        for token, length in runs:
            if token != self.pad_token:
                space = token == self.word_delimiter_token
                letters.append(
                    {
                        "char": self.replace_word_delimiter_char if space else token,
                        "start_offset": start,
                        "end_offset": start + length,
                    }
                )
            start += length
        return letters


def build(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """From vocab.json: letter -> id, or language -> letter -> id.

    Raises:
        ConfigError: the file has several languages and `target_lang` names none of them.
    """
    vocabulary = read_json(files.require("vocab.json"))
    if any(isinstance(value, dict) for value in vocabulary.values()):
        settings["_vocabularies"] = vocabulary
        vocabulary = _vocabulary_of(vocabulary, settings["target_lang"])
    unk = str(settings["unk_token"])
    if unk not in vocabulary:  # it is one of the added tokens, or the first of them
        added = settings.get("added_tokens_decoder") or {}
        ids = {str(token): int(index) for index, token in added.items()}
        vocabulary = {**vocabulary, unk: ids.get(unk, len(vocabulary))}
    delimiter, upper = settings["word_delimiter_token"], settings["do_lower_case"]
    settings["_splitter"] = LetterSplitter(str(delimiter), bool(upper))
    settings["_files"] = {}
    return ctc_backend(vocabulary, unk)


def ctc_backend(vocabulary: dict[str, int], unk: Any) -> Tokenizer:
    """Letter by letter; longer entries of the vocabulary are kept whole."""
    tokenizer = words_backend(vocabulary, unk)
    for token in vocabulary:
        if len(token) > 1:
            tokenizer.add_tokens([AddedToken(token, rstrip=True, lstrip=True, normalized=False)])
    return tokenizer


def _vocabulary_of(nested: dict[str, Any], language: str | None) -> dict[str, int]:
    if language not in nested:
        raise ConfigError(
            f"target_lang is {language!r}, and vocab.json has: {', '.join(nested)}."
            f"{did_you_mean(str(language), nested)}"
        )
    return nested[language]


def _words(letters: list[dict[str, Any]], space: str) -> list[dict[str, Any]]:
    found = []
    for is_space, run in groupby(letters, key=lambda letter: letter["char"] == space):
        if not is_space:
            word = list(run)
            found.append(
                {
                    "word": "".join(letter["char"] for letter in word),
                    "start_offset": word[0]["start_offset"],
                    "end_offset": word[-1]["end_offset"],
                }
            )
    return found


class ParakeetTokenizer(PreTrainedTokenizer):
    """A tokenizer of pieces whose padding token is CTC's blank."""

    saved_class_name: str = "ParakeetTokenizer"

    def decode(
        self,
        token_ids: Any,
        skip_special_tokens: bool = False,
        clean_up_tokenization_spaces: bool | None = None,
        *,
        group_tokens: bool = True,
        **options: Any,
    ) -> Any:
        """The text of one id per frame, or the texts of a batch. `group_tokens=False` keeps
        repetitions (for ids that are no frames)."""
        ids = as_lists(token_ids["input_ids"] if isinstance(token_ids, Mapping) else token_ids)
        several = isinstance(ids, list) and bool(ids) and isinstance(ids[0], list)
        rows = ids if several else [[ids] if isinstance(ids, int) else ids]
        if group_tokens:
            rows = [[index for index, _ in groupby(row)] for row in rows]
        rows = [[index for index in row if index != self.pad_token_id] for row in rows]
        clean_up = clean_up_tokenization_spaces
        found = super().decode(rows, skip_special_tokens, clean_up, **options) if rows else []
        return found if several else found[0]


def from_json(files: TokenizerFiles, settings: dict[str, Any]) -> Tokenizer:
    """Parakeet's repositories have a tokenizer.json, and nothing else to build from."""
    return Tokenizer.from_file(str(files.require("tokenizer.json")))
