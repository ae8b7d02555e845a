"""What `padding`, `truncation` and `max_length` mean together."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from auto_core.errors import InputError, did_you_mean

logger = logging.getLogger("auto_core.tokenizers")

# A model_max_length above this stands for "no limit"; files write it as int(1e30).
NO_LIMIT = int(1e20)
VERY_LARGE = int(1e30)

PADDING = ("longest", "max_length", "do_not_pad")
TRUNCATION = ("longest_first", "only_first", "only_second", "do_not_truncate")


@dataclass(frozen=True)
class Limits:
    """How sequences are cut and filled up; None switches either off."""

    padding: str | None = None  # "longest" or "max_length"
    truncation: str | None = None  # "longest_first", "only_first" or "only_second"
    max_length: int | None = None


def resolve(
    padding: Any,
    truncation: Any,
    max_length: int | None,
    *,
    model_max_length: int,
    pad_to_multiple_of: int | None = None,
    verbose: bool = True,
) -> Limits:
    """Combine the three arguments as users of transformers expect.

    `max_length` alone truncates; `True` is "longest" / "longest_first"; without `max_length`
    the model's limit counts, and where it has none, nothing is cut or filled.

    Raises:
        InputError: an unknown strategy, or a length that contradicts `pad_to_multiple_of`.
    """
    pad = _strategy("padding", padding, PADDING)
    cut = _strategy("truncation", truncation, TRUNCATION)
    if max_length is not None and padding is False and truncation is None:
        cut = "longest_first"
    if verbose and padding is True and max_length is not None and cut is None:
        logger.warning(
            "padding=True pads to the longest text, so max_length=%s has no effect without "
            'truncation. Use padding="max_length" to pad up to it.',
            max_length,
        )
    if max_length is None and (pad == "max_length" or cut):
        if model_max_length > NO_LIMIT:
            pad = None if pad == "max_length" else pad
            cut = None
            _warn_no_limit(verbose)
        else:
            max_length = model_max_length
    multiple = pad_to_multiple_of
    if pad and cut and multiple is not None and max_length is not None and max_length % multiple:
        raise InputError(
            f"max_length={max_length} is no multiple of pad_to_multiple_of={multiple}, so texts "
            f"cut to it would be padded beyond it. Use {max_length - max_length % multiple}."
        )
    return Limits(pad, cut, max_length)


def _strategy(name: str, value: Any, known: tuple[str, ...]) -> str | None:
    value = getattr(value, "value", value)  # enums of transformers
    if value is None or value is False:
        return None
    if value is True:
        return known[0]
    if value not in known:
        hint = did_you_mean(str(value), known)
        raise InputError(
            f"{name}={value!r} is unknown.{hint} Use True, False or one of {', '.join(known)}."
        )
    return None if value.startswith("do_not") else value


def _warn_no_limit(verbose: bool) -> None:
    if verbose:
        logger.warning(
            "No max_length was given and the tokenizer knows no limit of the model "
            "(model_max_length), so texts are neither truncated nor padded to it."
        )
