"""Pieces that several builders share."""

from __future__ import annotations

from typing import Any

from tokenizers import Tokenizer, processors

from auto_core.tokenizers.special_tokens import SPECIAL_TOKEN_NAMES


def template(tokenizer: Tokenizer, settings: dict[str, Any], single: str, pair: str) -> None:
    """Put special tokens around texts: "[CLS]:0 $A:0 [SEP]:0" ("$A", "$B": the texts)."""
    add_roles(tokenizer, settings)
    names = {_name(part) for part in f"{single} {pair}".split()} - {"$A", "$B"}
    tokenizer.post_processor = processors.TemplateProcessing(
        single=single,
        pair=pair,
        special_tokens=[(name, tokenizer.token_to_id(name)) for name in sorted(names)],
    )


def with_id(tokenizer: Tokenizer, settings: dict[str, Any], role: str) -> tuple[str, int]:
    """The token of a role and its id, for the post-processors that want both."""
    add_roles(tokenizer, settings)
    token = str(settings[role])
    index = tokenizer.token_to_id(token)
    assert index is not None  # add_roles has seen to it
    return token, index


def add_roles(tokenizer: Tokenizer, settings: dict[str, Any]) -> None:
    """Add the special tokens that the vocabulary lacks, in the order that fixes their ids."""
    for name in SPECIAL_TOKEN_NAMES:
        token = settings.get(name)
        if token is not None and tokenizer.token_to_id(str(token)) is None:
            tokenizer.add_special_tokens([token])


def _name(part: str) -> str:
    name, colon, kind = part.rpartition(":")
    return name if colon and kind.isdigit() else part
