"""Special tokens around ids: for those who tokenize first and put sequences together later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tokenizers import Tokenizer

from auto_core.errors import InputError
from auto_core.tokenizers.encoding import BatchEncoding
from auto_core.tokenizers.strategies import Limits, resolve


class _Part(NamedTuple):
    """A special token (its id) or one of the texts (0 or 1), and the token type of either."""

    token: int | None
    sequence: int | None
    kind: int


class Framing:
    """The half of a tokenizer that works on ids of plain texts."""

    model_max_length: int
    model_input_names: Sequence[str]
    truncation_side: str
    all_special_tokens: list[str]
    _backend: Any
    pad: Any

    def build_inputs_with_special_tokens(
        self, token_ids_0: Sequence[int], token_ids_1: Sequence[int] | None = None
    ) -> list[int]:
        """The ids of one text, or of two, with the model's special tokens around them."""
        return _ids(self._frame(token_ids_1 is not None), _texts(token_ids_0, token_ids_1))

    def create_token_type_ids_from_sequences(
        self, token_ids_0: Sequence[int], token_ids_1: Sequence[int] | None = None
    ) -> list[int]:
        """One type per token of `build_inputs_with_special_tokens` for the same ids."""
        return _types(self._frame(token_ids_1 is not None), _texts(token_ids_0, token_ids_1))

    def prepare_for_model(
        self,
        ids: Sequence[int],
        pair_ids: Sequence[int] | None = None,
        add_special_tokens: bool = True,
        padding: bool | str = False,
        truncation: bool | str | None = None,
        max_length: int | None = None,
        stride: int = 0,
        pad_to_multiple_of: int | None = None,
        padding_side: str | None = None,
        return_tensors: Any = None,
        return_token_type_ids: bool | None = None,
        return_attention_mask: bool | None = None,
        return_overflowing_tokens: bool = False,
        return_special_tokens_mask: bool = False,
        return_length: bool = False,
        verbose: bool = True,
        prepend_batch_axis: bool = False,
    ) -> BatchEncoding:
        """What calling the tokenizer gives, from the ids of texts without special tokens.

        `return_overflowing_tokens` adds, where something was cut off, `overflowing_tokens` (with
        `stride` tokens of what was kept) and `num_truncated_tokens`.

        Raises:
            InputError: options conflict, or `stride` is asked for a pair cut "longest_first".
        """
        limits = resolve(
            padding,
            truncation,
            max_length,
            model_max_length=self.model_max_length,
            pad_to_multiple_of=pad_to_multiple_of,
            verbose=verbose,
        )
        texts = _texts(ids, pair_ids)
        frame = self._frame(len(texts) == 2)
        if not add_special_tokens:
            frame = [part for part in frame if part.token is None]
        special = sum(part.token is not None for part in frame)
        total = sum(map(len, texts)) + special
        removed = total - limits.max_length if limits.truncation and limits.max_length else 0
        overflow = self._cut(texts, removed, limits, stride) if removed > 0 else []
        names = self.model_input_names
        data: dict[str, Any] = {"input_ids": _ids(frame, texts)}
        if "token_type_ids" in names if return_token_type_ids is None else return_token_type_ids:
            data["token_type_ids"] = _types(frame, texts)
        if return_special_tokens_mask:
            data["special_tokens_mask"] = _special(frame, texts)
        if return_overflowing_tokens and removed > 0:
            data["overflowing_tokens"] = overflow
            data["num_truncated_tokens"] = removed
        encoded = self.pad(
            data,
            padding=limits.padding or False,
            max_length=limits.max_length,
            pad_to_multiple_of=pad_to_multiple_of,
            padding_side=padding_side,
            return_attention_mask=return_attention_mask,
        )
        if return_length:
            encoded["length"] = len(encoded["input_ids"])
        return BatchEncoding(
            dict(encoded), tensor_type=return_tensors, prepend_batch_axis=prepend_batch_axis
        )

    def _cut(self, texts: list[list[int]], removed: int, limits: Limits, stride: int) -> list[int]:
        """Shorten the texts in place; returns what one of them lost, and `stride` before it."""
        right = self.truncation_side == "right"
        if limits.truncation == "longest_first" and len(texts) == 2:
            if stride:
                raise InputError(
                    "A pair cut by 'longest_first' has no stride: pass truncation='only_first' or "
                    "'only_second'."
                )
            for _ in range(removed):
                longest = texts[1] if len(texts[1]) >= len(texts[0]) else texts[0]
                longest.pop(-1 if right else 0)
            return []
        index = 1 if limits.truncation == "only_second" else 0
        text = texts[index] if index < len(texts) else []
        if len(text) <= removed:
            raise InputError(
                f"{removed} tokens are to be cut off by {limits.truncation!r}, but that text has "
                f"{len(text)}. Pass a larger max_length, or truncation='longest_first'."
            )
        window = min(len(text), removed + stride)
        lost = text[-window:] if right else text[:window]
        texts[index] = text[:-removed] if right else text[removed:]
        return lost

    def _frame(self, pair: bool) -> list[_Part]:
        """What is put around one text, or two."""
        return list(self._backend.conclude(_frame_of_pair if pair else _frame_of_one))


def _texts(ids: Sequence[int], pair_ids: Sequence[int] | None) -> list[list[int]]:
    return [list(ids)] if pair_ids is None else [list(ids), list(pair_ids)]


def _ids(frame: list[_Part], texts: list[list[int]]) -> list[int]:
    runs = ([p.token] if p.token is not None else texts[p.sequence or 0] for p in frame)
    return [token for run in runs for token in run]


def _types(frame: list[_Part], texts: list[list[int]]) -> list[int]:
    runs = ([p.kind] * (1 if p.token is not None else len(texts[p.sequence or 0])) for p in frame)
    return [kind for run in runs for kind in run]


def _special(frame: list[_Part], texts: list[list[int]]) -> list[int]:
    """1 for each special token, 0 for those of the texts."""
    runs = ([1] if p.token is not None else [0] * len(texts[p.sequence or 0]) for p in frame)
    return [one for run in runs for one in run]


def _frame_of_one(rust: Tokenizer) -> list[_Part]:
    return _frame_of(rust, pair=False)


def _frame_of_pair(rust: Tokenizer) -> list[_Part]:
    return _frame_of(rust, pair=True)


def _frame_of(rust: Tokenizer, *, pair: bool) -> list[_Part]:
    """Read off one token with the special ones around it, whichever token that is."""
    added = rust.get_added_tokens_decoder()
    text = next((token.content for token in added.values() if token.content.strip()), "a")
    around = rust.encode(text, text if pair else None)
    found: list[_Part] = []
    rows = zip(around.ids, around.sequence_ids, around.type_ids, strict=True)
    for token, sequence, kind in rows:
        part = _Part(token if sequence is None else None, sequence, kind)
        if sequence is None or part not in found:
            found.append(part)
    return found
