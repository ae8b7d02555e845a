"""One row of what a tokenizer that Python splits returns."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from tokenizers import Encoding, Tokenizer

from auto_core.errors import InputError

_POSITIONS = (
    *("offsets", "words", "word_ids", "char_to_token", "char_to_word"),
    *("token_to_chars", "token_to_word", "word_to_chars", "word_to_tokens"),
)


class PieceEncoding:
    """A `tokenizers.Encoding` that has no positions; its tokens are looked up by their ids.

    Rust takes half of its time to note both, and the positions would be those in a text that
    the user has never seen.
    """

    def __init__(self, row: Encoding, vocabulary: Tokenizer):
        self._row = row
        self._vocabulary = vocabulary

    @cached_property
    def tokens(self) -> list[Any]:
        return list(map(self._vocabulary.id_to_token, self._row.ids))

    @cached_property
    def overflowing(self) -> list[PieceEncoding]:
        return [PieceEncoding(row, self._vocabulary) for row in self._row.overflowing]

    def __len__(self) -> int:
        return len(self._row)

    def __getattr__(self, name: str) -> Any:  # ids, type_ids, attention_mask, ...
        if name in _POSITIONS:
            raise InputError(
                f"This tokenizer rewrites texts before it splits them, so `{name}` is not known. "
                "Pass lists of words with is_split_into_words=True to know the word of each token."
            )
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._row, name)

    def __getstate__(self) -> dict[str, Any]:
        return {"_row": self._row, "tokens": self.tokens, "overflowing": self.overflowing}
