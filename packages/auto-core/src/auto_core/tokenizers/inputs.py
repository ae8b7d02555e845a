"""What users pass in: checked, and made plain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.errors import InputError


def as_lists(ids: Any) -> Any:
    """A number or (nested) lists of numbers from lists, arrays or tensors of any framework."""
    if isinstance(ids, int | float):
        return ids
    if isinstance(ids, list | tuple):
        if not ids or type(ids[0]) in (int, float):
            return list(ids)
        return [as_lists(item) for item in ids]
    if hasattr(ids, "detach"):
        ids = ids.detach().cpu()
    if not hasattr(ids, "tolist") and hasattr(ids, "__array__"):
        ids = ids.__array__()  # tensorflow
    if hasattr(ids, "tolist"):
        return ids.tolist()
    raise InputError(f"Expected token ids (int, list, array or tensor), got {ids!r:.80}.")


def as_texts(texts: Any, is_split_into_words: bool = False) -> Any:
    """A column (an array, a series, Arrow's, a dataset's) as the list it stands for: a batch.

    A text, a list and a tuple stay what they are, as does what is no sequence at all.

    Raises:
        InputError: the items of a column are columns, and not words (`is_split_into_words`).
    """
    if texts is None or isinstance(texts, str):
        return texts
    if isinstance(texts, list | tuple):
        if all(isinstance(item, str | list | tuple) for item in texts):
            return texts
        items = list(texts)
    else:
        items = _column(texts)
    if not isinstance(items, list):  # an array of no dimensions holds one text
        return items
    listed = not isinstance(texts, list | tuple)  # a table, whose rows have become lists
    nested = [
        index
        for index, item in enumerate(items)
        if _is_column(item) or (listed and isinstance(item, list | tuple))
    ]
    if nested and not is_split_into_words:
        raise InputError(
            f"Item {nested[0]} of the batch is a {type(items[nested[0]]).__name__}, expected a "
            "string. For words that are already split pass is_split_into_words=True; the second "
            "texts of pairs are passed as text_pair=."
        )
    for index in nested:
        items[index] = _column(items[index])
    return items


def _is_column(value: Any) -> bool:
    if isinstance(value, str | bytes | list | tuple | Mapping):
        return False
    # Not every sequence says so by its class: Rust would take two items as a text and its pair.
    return all(hasattr(value, name) for name in ("__len__", "__getitem__")) or any(
        hasattr(value, name) for name in ("tolist", "to_pylist")
    )


def _column(value: Any) -> Any:
    if not _is_column(value):
        return value
    for method in ("to_pylist", "tolist"):
        if hasattr(value, method):
            return getattr(value, method)()
    return list(value)


def explain_ids(ids: Any) -> InputError:
    """Why ids were not taken."""
    bad = next((i for i in ids if not isinstance(i, int) or not 0 <= i < 2**32), ids)
    return InputError(
        f"{bad!r} is no token id. Replace padding labels such as -100 by "
        "tokenizer.pad_token_id before decoding."
    )


def explain_refusal(batch: Any, is_split_into_words: bool) -> InputError:
    """Why the Rust tokenizer did not take a batch."""
    for text in _leaves(batch):
        if not isinstance(text, str):
            return InputError(
                f"Expected text, got {text!r:.80} ({type(text).__name__}). Pass a string, a list "
                "of strings (a batch), or lists of words with is_split_into_words=True."
            )
        for position, character in enumerate(text):
            if "\ud800" <= character <= "\udfff":
                return InputError(
                    f"The text {text[:40]!r} has a lone surrogate {character!r} at {position}, "
                    "which is no character. Repair it, e.g. with "
                    'text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").'
                )
    wanted = "lists of words" if is_split_into_words else "strings or (text, pair)"
    return InputError(
        f"Expected a batch of {wanted}, got {batch!r:.120}. "
        + (
            ""
            if is_split_into_words
            else "For words that are already split pass is_split_into_words=True."
        )
    )


def _leaves(value: Any) -> Any:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    else:
        yield value
