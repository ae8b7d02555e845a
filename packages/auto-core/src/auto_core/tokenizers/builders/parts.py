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
    """Add the special tokens that the vocabulary lacks, in the order that fixes their ids.

    Those of added_tokens.json (or `added_tokens_decoder`) come first, in the order of their ids.
    """
    decoder = settings.get("added_tokens_decoder") or {}
    present = {repr(token) for token in tokenizer.get_added_tokens_decoder().values()}
    tokens = [token for _, token in sorted((int(index), token) for index, token in decoder.items())]
    tokenizer.add_tokens([token for token in tokens if repr(token) not in present])
    for name in SPECIAL_TOKEN_NAMES:
        if settings.get(name) is not None:
            add_token(tokenizer, settings[name])


def add_token(tokenizer: Tokenizer, token: Any) -> None:
    """Add a special token that the vocabulary lacks."""
    if tokenizer.token_to_id(str(token)) is None:
        tokenizer.add_special_tokens([token])


def _name(part: str) -> str:
    name, colon, kind = part.rpartition(":")
    return name if colon and kind.isdigit() else part
