"""A new vocabulary for the same pipeline."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tokenizers import AddedToken, Tokenizer, pre_tokenizers, trainers

from auto_core.errors import InputError
from auto_core.tokenizers.special_tokens import added_token

_TRAINERS = {
    "BPE": trainers.BpeTrainer,
    "Unigram": trainers.UnigramTrainer,
    "WordLevel": trainers.WordLevelTrainer,
    "WordPiece": trainers.WordPieceTrainer,
}


def train_new(
    tokenizer: Any,
    texts: Iterable[Any],
    vocab_size: int,
    length: int | None,
    new_special_tokens: Sequence[str | AddedToken],
    renamed: Mapping[str, str],
    trainer_options: dict[str, Any],
) -> Any:
    """See `PreTrainedTokenizer.train_new_from_iterator`.

    Raises:
        InputError: a special token of the post-processor is not in the new vocabulary.
    """
    state = json.loads(tokenizer._backend.plain().to_str())
    added = state.pop("added_tokens")
    post_processor = state.pop("post_processor")
    kind = state["model"]["type"]
    unknown = _empty_model(state["model"], renamed)
    rust = Tokenizer.from_str(json.dumps({**state, "added_tokens": [], "post_processor": None}))
    special = [
        added_token({**token, "content": renamed.get(token["content"], token["content"])})
        for token in added
        if token["special"] or kind == "Unigram"
    ]
    for key in ("continuing_subword_prefix", "end_of_word_suffix"):
        if kind == "BPE" and state["model"].get(key) is not None:
            trainer_options.setdefault(key, state["model"][key])
    if kind == "Unigram" and unknown is not None:
        trainer_options["unk_token"] = unknown
    if _byte_level(state.get("pre_tokenizer")):
        trainer_options["initial_alphabet"] = pre_tokenizers.ByteLevel.alphabet()
    trainer_options.setdefault("show_progress", False)
    trainer = _TRAINERS[kind](
        vocab_size=vocab_size, special_tokens=[*special, *new_special_tokens], **trainer_options
    )
    rust.train_from_iterator(texts, length=length, trainer=trainer)
    if post_processor is not None:
        trained = json.loads(rust.to_str())
        trained["post_processor"] = _with_new_ids(post_processor, rust, renamed)
        rust = Tokenizer.from_str(json.dumps(trained))
    return _same_roles(tokenizer, rust, renamed, new_special_tokens)


def _empty_model(model: dict[str, Any], renamed: Mapping[str, str]) -> str | None:
    """Remove the vocabulary; returns Unigram's unknown token."""
    if "unk_token" in model:
        model["unk_token"] = renamed.get(model["unk_token"], model["unk_token"])
    if model["type"] != "Unigram":
        model["vocab"] = {}
        if model["type"] == "BPE":
            model["merges"] = []
        return None
    if model["unk_id"] is None:
        return None
    unknown = model["vocab"][model["unk_id"]][0]
    unknown = renamed.get(unknown, unknown)
    model.update(unk_id=0, vocab=[[unknown, 0.0]])
    return unknown


def _byte_level(pre_tokenizer: dict[str, Any] | None) -> bool:
    steps = (pre_tokenizer or {}).get("pretokenizers", [pre_tokenizer or {}])
    return any(step.get("type") == "ByteLevel" for step in steps)


def _with_new_ids(state: Any, rust: Tokenizer, renamed: Mapping[str, str]) -> Any:
    """The post-processor with the new names and ids of its special tokens."""

    def new_id(token: str) -> int:
        index = rust.token_to_id(token)
        if index is None:
            raise InputError(
                f"The post-processor puts {token!r} around texts, but the new vocabulary lacks "
                "it. Name it in special_tokens_map or new_special_tokens."
            )
        return index

    if state["type"] == "Sequence":
        parts = [_with_new_ids(part, rust, renamed) for part in state["processors"]]
        return {**state, "processors": parts}
    for entry in state.get("special_tokens", {}).values():
        entry["tokens"] = [renamed.get(token, token) for token in entry["tokens"]]
        entry["ids"] = [new_id(token) for token in entry["tokens"]]
    for role in ("cls", "sep"):
        if role in state:
            token = renamed.get(state[role][0], state[role][0])
            state[role] = [token, new_id(token)]
    return state


def _same_roles(
    tokenizer: Any, rust: Tokenizer, renamed: Mapping[str, str], new: Sequence[Any]
) -> Any:
    settings = dict(tokenizer.init_kwargs)
    for key in ("added_tokens_decoder", "additional_special_tokens", "extra_special_tokens"):
        settings.pop(key, None)
    for name, token in tokenizer._named_tokens.items():
        if isinstance(token, AddedToken):
            state = {**token.__getstate__(), "content": renamed.get(str(token), str(token))}
            settings[name] = added_token(state)
        else:
            settings[name] = renamed.get(token, token) if token else token
    extra = [renamed.get(str(token), token) for token in tokenizer._extra_tokens]
    settings["extra_special_tokens"] = [*extra, *new]
    return type(tokenizer)(rust, stored=settings)
