"""Tokenizers whose pieces no Rust pipeline makes: Python splits the text, Rust does the rest.

Special tokens, truncation, padding and ids are those of a word-level Rust tokenizer; what it gets
to see is the pieces, joined by a character that no text has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

from tokenizers import Encoding, Regex, Tokenizer, models, pre_tokenizers

from auto_core.errors import InputError
from auto_core.tokenizers.backend import Settings
from auto_core.tokenizers.encoding import BatchEncoding
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer

SEPARATOR = "\ue001"
_BETWEEN = pre_tokenizers.Split(Regex(SEPARATOR), behavior="removed")


class Splitter(Protocol):
    """What a family brings along: text to pieces, and pieces to text."""

    def pieces(self, text: str) -> list[str]: ...

    def text(self, tokens: list[str], special: set[str]) -> str: ...


class PiecesTokenizer(PreTrainedTokenizer):
    """Ids of the pieces that a `Splitter` makes. Positions in the text are not known."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._splitter: Splitter = self.init_kwargs.pop("_splitter")
        self._files: dict[str, bytes] = self.init_kwargs.pop("_files")
        self._added: tuple[int, Any] = (-1, None)

    def vocabulary_files(self) -> dict[str, bytes] | None:
        return dict(self._files)

    def _encode(self, *args: Any, **options: Any) -> BatchEncoding:
        if options["return_offsets_mapping"]:
            raise InputError(
                f"{type(self).__name__} rewrites texts before it splits them, so there are no "
                "offsets. Leave return_offsets_mapping out."
            )
        return super()._encode(*args, **options)

    def _run(
        self,
        batch: Any,
        padding: Settings,
        truncation: Settings,
        split_special_tokens: bool,
        *args: Any,
    ) -> list[Encoding]:
        prepared = self._prepared(batch, split_special_tokens)
        return super()._run(prepared, padding, truncation, split_special_tokens, *args)

    def _prepared(self, value: Any, split_special_tokens: bool) -> Any:
        if isinstance(value, list | tuple):
            return type(value)(self._prepared(item, split_special_tokens) for item in value)
        if not isinstance(value, str):
            return value  # refused with the right words later
        if split_special_tokens:
            return SEPARATOR.join(self._splitter.pieces(value))
        parts = self._pattern().split(value)  # text, token, text, ...
        tokens = {token.content: token for token in self.added_tokens_decoder.values()}
        for index in range(1, len(parts), 2):
            token = tokens[parts[index]]
            if token.lstrip:
                parts[index - 1] = parts[index - 1].rstrip()
            if token.rstrip:
                parts[index + 1] = parts[index + 1].lstrip()
        return "".join(
            part if index % 2 else SEPARATOR.join(self._splitter.pieces(part)) if part else ""
            for index, part in enumerate(parts)
        )

    def _pattern(self) -> re.Pattern[str]:
        """Any added token, the longest first."""
        size = len(self.added_tokens_decoder)
        if self._added[0] != size:
            tokens = sorted(self.added_tokens_encoder, key=len, reverse=True)
            pattern = "|".join(map(re.escape, tokens)) or r"(?!)"
            self._added = (size, re.compile(f"({pattern})"))
        return self._added[1]

    def tokenize(
        self, text: Any, pair: Any = None, add_special_tokens: bool = False, **options: Any
    ) -> list[str]:
        """The pieces of a text, also those that the vocabulary lacks."""
        tokens = super().tokenize(text, pair, add_special_tokens, **options)
        if not isinstance(text, str) or pair:
            return tokens
        return self._with_unknown(tokens, self._prepared(text, self.split_special_tokens))

    def encode_as_plain_text(self, text: str) -> list[int]:
        return self.convert_tokens_to_ids(self._splitter.pieces(text))

    def convert_ids_to_tokens(self, ids: Any, skip_special_tokens: bool = False) -> Any:
        found = super().convert_ids_to_tokens(ids, skip_special_tokens)
        if isinstance(found, list):
            return [self.unk_token if token is None else token for token in found]
        return self.unk_token if found is None else found

    def convert_tokens_to_string(self, tokens: list[str]) -> str:
        return self._splitter.text(tokens, set(self.all_special_tokens))

    def _decode(
        self, ids: list[int], skip_special_tokens: bool, clean_up: bool | None, **options: Any
    ) -> Any:
        options.pop("spaces_between_special_tokens", None)  # each family has its own rule
        super()._decode(ids, skip_special_tokens, clean_up, **options)  # refuses what is no id
        text = self.convert_tokens_to_string(self.convert_ids_to_tokens(ids, skip_special_tokens))
        clean_up = self.clean_up_tokenization_spaces if clean_up is None else clean_up
        return self.clean_up_tokenization(text) if clean_up else text


def words_backend(vocabulary: Mapping[str, int], unk: Any) -> Tokenizer:
    """Ids of pieces; what the vocabulary lacks is unknown."""
    tokenizer = Tokenizer(models.WordLevel(dict(vocabulary), unk_token=str(unk)))
    tokenizer.pre_tokenizer = _BETWEEN
    return tokenizer
