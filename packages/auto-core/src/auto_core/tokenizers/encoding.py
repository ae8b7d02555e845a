"""What a tokenizer returns: a mapping that also knows where each token came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tokenizers import Encoding

from auto_core.errors import InputError
from auto_core.tensors import TensorDict, to_tensors


class CharSpan(NamedTuple):
    """Characters `start` to `end` (exclusive) of the original text."""

    start: int
    end: int


class TokenSpan(NamedTuple):
    """Tokens `start` to `end` (exclusive) of one item of the batch."""

    start: int
    end: int


class BatchEncoding(TensorDict):
    """input_ids, attention_mask, ... by name; the `tokenizers.Encoding` of an item by number.

    The methods that translate between characters, words and tokens take `(index)` for a batch
    of one, or `(batch_index, index)`.
    """

    def __init__(
        self,
        data: dict[str, Any] | None = None,
        encoding: Encoding | Sequence[Encoding] | None = None,
        tensor_type: Any = None,
        prepend_batch_axis: bool = False,
        n_sequences: int | None = None,
    ):
        encodings = [encoding] if isinstance(encoding, Encoding) else encoding
        if n_sequences is None and encodings:
            n_sequences = encodings[0].n_sequences
        self.data = dict(data or {})
        self._encodings = encodings
        self._n_sequences = n_sequences
        self.convert_to_tensors(tensor_type, prepend_batch_axis=prepend_batch_axis)

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, str):
            return self.data[item]
        if self._encodings is not None:
            return self._encodings[item]
        if isinstance(item, slice):
            return {key: value[item] for key, value in self.data.items()}
        raise KeyError(f"{item!r}: use a name ({', '.join(self.data)}) or a slice.")

    @property
    def encodings(self) -> Sequence[Encoding] | None:
        """The `tokenizers.Encoding` of each item, or None when there are none (`pad`)."""
        return self._encodings

    @property
    def is_fast(self) -> bool:
        """Whether positions are known, so that the methods below work."""
        return self._encodings is not None

    @property
    def n_sequences(self) -> int | None:
        """1 for single texts, 2 for pairs, None if not known."""
        return self._n_sequences

    def convert_to_tensors(
        self,
        tensor_type: Any = None,
        prepend_batch_axis: bool = False,
        skip_tensor_conversion: Any = (),
    ) -> BatchEncoding:
        """Replace each value by one tensor ("np", "pt", "tf", "jax"; None leaves all as is)."""
        if tensor_type is not None:
            for key, value in self.data.items():
                if key not in (skip_tensor_conversion or ()):
                    value = [value] if prepend_batch_axis else value
                    self.data[key] = to_tensors(value, tensor_type)
        return self

    # --- tokens, words, characters -----------------------------------------------------

    def tokens(self, batch_index: int = 0) -> list[str]:
        """The tokens of one item, special and padding tokens included."""
        return self._encoding(batch_index).tokens

    def sequence_ids(self, batch_index: int = 0) -> list[int | None]:
        """Per token: 0 (first text), 1 (its pair) or None (special)."""
        return self._encoding(batch_index).sequence_ids

    def word_ids(self, batch_index: int = 0) -> list[int | None]:
        """Per token: the number of its word (of the words given, if split), None if special."""
        return self._encoding(batch_index).word_ids

    def words(self, batch_index: int = 0) -> list[int | None]:
        """The older name of `word_ids`."""
        return self.word_ids(batch_index)

    def token_to_sequence(
        self, batch_or_token_index: int, token_index: int | None = None
    ) -> int | None:
        """Which text a token comes from: 0 or 1; None for special tokens."""
        encoding, index = self._locate(batch_or_token_index, token_index, tokens=True)
        return encoding.token_to_sequence(index)

    def token_to_word(
        self, batch_or_token_index: int, token_index: int | None = None
    ) -> int | None:
        """The number of the word a token comes from; None for special tokens."""
        encoding, index = self._locate(batch_or_token_index, token_index, tokens=True)
        return encoding.token_to_word(index)

    def word_to_tokens(
        self,
        batch_or_word_index: int,
        word_index: int | None = None,
        sequence_index: int = 0,
    ) -> TokenSpan | None:
        """The tokens of a word; None if it has none (truncated away)."""
        encoding, index = self._locate(batch_or_word_index, word_index)
        span = encoding.word_to_tokens(index, sequence_index)
        return None if span is None else TokenSpan(*span)

    def token_to_chars(
        self, batch_or_token_index: int, token_index: int | None = None
    ) -> CharSpan | None:
        """The characters of a token; None for special tokens."""
        encoding, index = self._locate(batch_or_token_index, token_index, tokens=True)
        span = encoding.token_to_chars(index)
        return None if span is None else CharSpan(*span)

    def char_to_token(
        self,
        batch_or_char_index: int,
        char_index: int | None = None,
        sequence_index: int = 0,
    ) -> int | None:
        """The token that holds a character; None for spaces and what was truncated."""
        encoding, index = self._locate(batch_or_char_index, char_index)
        return encoding.char_to_token(index, sequence_index)

    def word_to_chars(
        self,
        batch_or_word_index: int,
        word_index: int | None = None,
        sequence_index: int = 0,
    ) -> CharSpan:
        """The characters of a word."""
        encoding, index = self._locate(batch_or_word_index, word_index)
        span = encoding.word_to_chars(index, sequence_index)
        if span is None:
            raise InputError(f"There is no word {index} in sequence {sequence_index}.")
        return CharSpan(*span)

    def char_to_word(
        self,
        batch_or_char_index: int,
        char_index: int | None = None,
        sequence_index: int = 0,
    ) -> int | None:
        """The number of the word that holds a character; None for spaces."""
        encoding, index = self._locate(batch_or_char_index, char_index)
        return encoding.char_to_word(index, sequence_index)

    def _encoding(self, batch_index: int) -> Encoding:
        if not self._encodings:
            raise InputError(
                "This BatchEncoding has no token positions, because it did not come directly from "
                "calling a tokenizer on texts (or `pad` made it)."
            )
        return self._encodings[batch_index]

    def _locate(
        self, first: int, second: int | None, *, tokens: bool = False
    ) -> tuple[Encoding, int]:
        """(index) or (batch index, index) -> the item and the index in it."""
        batch, index = (0, first) if second is None else (first, second)
        if self._encodings and batch < 0:
            batch += len(self._encodings)
        encoding = self._encoding(batch)
        return encoding, index + len(encoding) if tokens and index < 0 else index
