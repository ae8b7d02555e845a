"""Control tokens that users type, encoded as the plain text they are.

What users wrote is marked before the template sees it; of the rendered text, what is marked is
encoded without added tokens, and the rest, the template's own words, as usual.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from auto_core.errors import InputError
from auto_core.tokenizers.chat.sandbox import literals

_START, _END = "\ue100", "\ue101"  # private characters: in no text that means anything
# A template that prints a list prints its strings escaped.
_OPENED, _CLOSED = (rf"(?:{mark}|\\u{ord(mark):x})" for mark in (_START, _END))


def control_tokens(tokenizer: Any, template: str, name: str = "") -> list[str]:
    """Every special token, and the added ones that the template (or the tokenizer) names."""
    named = tokenizer.chat_control_tokens
    written = literals(template, name=name) if named is None else ""

    def counts(token: str) -> bool:
        if named is not None:
            return token in named
        return token in written and not token.isspace()  # line breaks are ordinary text

    tokens = tokenizer.added_tokens_decoder.values()
    return [token.content for token in tokens if token.special or counts(token.content)]


def mark(value: Any, tokens: Iterable[str]) -> Any:
    """A copy with the control tokens of all strings marked; the keys of mappings stay."""
    return _marked(value, re.compile(_any_of(tokens)))


def _marked(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        plain = value.replace(_START, "").replace(_END, "")  # nobody forges a mark
        return pattern.sub(f"{_START}\\g<0>{_END}", plain)
    if isinstance(value, Mapping):
        return {key: _marked(item, pattern) for key, item in value.items()}
    return [_marked(v, pattern) for v in value] if isinstance(value, list | tuple) else value


def encode_marked(tokenizer: Any, text: str) -> list[int]:
    """The ids of a rendered chat.

    Raises:
        InputError: the vocabulary makes a control token out of plain text.
    """
    tokens = _any_of(tokenizer.added_tokens_encoder)
    # Text, marked token, text, ...; a mark whose other half the template cut off is dropped.
    parts = re.split(f"{_OPENED}({tokens}){_CLOSED}|{_OPENED}|{_CLOSED}", text)

    def usual(part: str) -> list[int]:
        return tokenizer.encode(part, add_special_tokens=False)

    ids = usual(parts[0])
    line_break = usual("\n")
    for index, part in enumerate(parts[1:], start=1):
        if not part:
            continue
        if index % 2 == 0:
            ids += _inside(usual, part, line_break)
            continue
        found = _inside(tokenizer.encode_as_plain_text, part, line_break)
        if tokenizer.convert_tokens_to_ids(part) in found:
            raise InputError(
                f"{part!r} cannot be encoded as plain text: the vocabulary has it as a word too. "
                "Remove it from the messages."
            )
        ids += found
    return ids


def _inside(encode: Callable[[str], list[int]], part: str, line_break: list[int]) -> list[int]:
    """Encoded as what follows something else: after a line break, which is taken off again."""
    ids = encode("\n" + part)
    if ids[: len(line_break)] == line_break:
        return ids[len(line_break) :]
    return encode(part)


def _any_of(tokens: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(tokens, key=len, reverse=True))) or "(?!)"
