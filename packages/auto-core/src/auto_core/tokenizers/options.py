"""The general options of a tokenizer, and how they are put to work on the Rust object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tokenizers import AddedToken, Tokenizer, processors

from auto_core.checkpoints.paths import check_level
from auto_core.errors import InputError
from auto_core.tokenizers.special_tokens import SPECIAL_TOKEN_NAMES, added_token
from auto_core.tokenizers.strategies import VERY_LARGE

# Attributes with their defaults; None: the class's own value or what the Rust object says.
ATTRIBUTES: dict[str, Any] = {
    "padding_side": None,
    "truncation_side": None,
    "model_input_names": None,
    "pad_token_type_id": 0,
    "clean_up_tokenization_spaces": False,
    "clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output": False,
    "split_special_tokens": False,
    "name_or_path": "",
    "processor_class": None,
    "response_template": None,
    "chat_control_tokens": None,  # what sanitize_control_tokens looks for beside special tokens
    "verbose": False,
}
OPTIONS = (
    *ATTRIBUTES,
    "model_max_length",
    "max_len",  # older name of model_max_length
    "chat_template",
    "extra_special_tokens",
    "additional_special_tokens",  # older name of extra_special_tokens
    "model_specific_special_tokens",
    "added_tokens_decoder",
    "add_bos_token",
    "add_eos_token",
    "add_prefix_space",
    "do_lower_case",
)


# What callers of transformers pass to any tokenizer; only some families make use of them.
WITHOUT_EFFECT = ("legacy", "from_slow", "sp_model_kwargs", "do_basic_tokenize")


def configure(tokenizer: Any, settings: Mapping[str, Any], rust: Tokenizer) -> None:
    """Give a new tokenizer its attributes and special tokens, and the Rust object its tokens."""
    defaults = {**ATTRIBUTES, **_baked_in(rust)}
    for name, default in defaults.items():
        value = settings.get(name)
        if value is None:
            value = getattr(type(tokenizer), name, None) if default is None else default
        setattr(tokenizer, name, value)
    tokenizer.model_input_names = list(tokenizer.model_input_names)
    checked_side(tokenizer.padding_side)
    checked_side(tokenizer.truncation_side)
    limit = settings.get("model_max_length") or settings.get("max_len")
    tokenizer.model_max_length = VERY_LARGE if limit is None else int(limit)
    template = settings.get("chat_template")
    if isinstance(template, list | tuple):  # as saved: [{"name": ..., "template": ...}]
        template = {entry["name"]: entry["template"] for entry in template}
    for name in template if isinstance(template, dict) else ():
        check_level(name, "chat template")  # it is saved as a file of this name
    tokenizer.chat_template = template

    _assign_roles(tokenizer, settings, _baked_pad_token(rust))
    _add_missing(tokenizer, settings.get("added_tokens_decoder") or {}, rust)
    if settings.get("add_prefix_space") is not None:
        set_prefix_space(rust, bool(settings["add_prefix_space"]))
    tokenizer._add_bos_token = bool(settings.get("add_bos_token"))
    tokenizer._add_eos_token = bool(settings.get("add_eos_token"))
    asked = (settings.get("add_bos_token"), settings.get("add_eos_token")) != (None, None)
    if asked or rust.post_processor is None:
        rebuild_post_processor(tokenizer)


def checked_side(side: str) -> str:
    if side not in ("left", "right"):
        raise InputError(f"A padding or truncation side is {side!r}, expected 'left' or 'right'.")
    return side


def _baked_in(rust: Tokenizer) -> dict[str, Any]:
    """Defaults from padding and truncation stored in tokenizer.json (otherwise not used)."""
    found: dict[str, Any] = {}
    if rust.truncation is not None:
        found["truncation_side"] = rust.truncation["direction"]
    if rust.padding is not None:
        found["padding_side"] = rust.padding["direction"]
        found["pad_token_type_id"] = rust.padding["pad_type_id"]
    return found


def _baked_pad_token(rust: Tokenizer) -> dict[str, str]:
    return {} if rust.padding is None else {"pad_token": rust.padding["pad_token"]}


def _assign_roles(tokenizer: Any, settings: Mapping[str, Any], baked: dict[str, str]) -> None:
    named: dict[str, Any] = dict.fromkeys(SPECIAL_TOKEN_NAMES)
    named.update(baked)
    for name in SPECIAL_TOKEN_NAMES:
        if name in settings:
            named[name] = _role_value(name, settings[name])
    extra = settings.get("extra_special_tokens") or settings.get("additional_special_tokens") or []
    if isinstance(extra, Mapping):  # roles of the model: {"image_token": "<image>"}
        named.update({name: _role_value(name, token) for name, token in extra.items()})
        extra = []
    if isinstance(extra, str | AddedToken):
        extra = [extra]
    for name, token in (settings.get("model_specific_special_tokens") or {}).items():
        named[name] = _role_value(name, token)
    for name, token in settings.items():
        if name.endswith("_token") and name not in named and isinstance(token, str | AddedToken):
            named[name] = token
    tokenizer._named_tokens = named
    tokenizer._extra_tokens = [added_token(token) for token in extra]


def _role_value(name: str, value: Any) -> str | AddedToken | None:
    value = added_token(value)
    if value is not None and not isinstance(value, str | AddedToken):
        raise InputError(f"{name} is {value!r}, expected a string or AddedToken.")
    return value


def _add_missing(tokenizer: Any, decoder: Mapping[Any, Any], rust: Tokenizer) -> None:
    """Make the tokens of tokenizer_config.json and the special ones known to Rust."""
    present = {repr(token) for token in rust.get_added_tokens_decoder().values()}
    by_id = sorted((int(index), added_token(token)) for index, token in decoder.items())
    new = [token for _, token in by_id if repr(token) not in present]
    known = {token.content for token in rust.get_added_tokens_decoder().values()}
    known |= {str(token) for token in new}
    roles = [token for token in tokenizer._named_tokens.values() if token is not None]
    for token in (*roles, *tokenizer._extra_tokens):
        if str(token) not in known:
            known.add(str(token))
            new.append(_as_special(token))
    if new:
        rust.add_tokens(new)


def _as_special(token: str | AddedToken) -> AddedToken:
    if isinstance(token, str):
        return AddedToken(token, special=True)
    token.special = True
    return token


def prefix_space(rust: Tokenizer) -> bool:
    """Whether a text is encoded as if a space came before it."""
    import json

    state = json.loads(rust.to_str())
    before = state["pre_tokenizer"] or {}
    steps = [*before.get("pretokenizers", [before])]
    steps += (state["normalizer"] or {}).get("normalizers", [])
    return any(
        (step.get("type") == "ByteLevel" and step["add_prefix_space"])
        or (step.get("type") == "Metaspace" and step.get("prepend_scheme") != "never")
        or step.get("type") == "Prepend"
        for step in steps
    )


def set_prefix_space(rust: Tokenizer, prefix: bool) -> None:
    """Whether a text is encoded as if a space came before it (byte-level BPE, sentencepiece)."""
    import json

    if not prefix:
        _without_prepending(rust)

    data = json.loads(rust.pre_tokenizer.__getstate__()) if rust.pre_tokenizer else {}
    changed = False
    for step in data.get("pretokenizers", [data]):
        if step.get("type") == "ByteLevel" and step["add_prefix_space"] != prefix:
            step["add_prefix_space"] = prefix
            changed = True
        elif step.get("type") == "Metaspace":
            scheme = "always" if prefix else "never"
            if step.get("prepend_scheme") != scheme and (
                not prefix or step.get("prepend_scheme") == "never"
            ):
                step["prepend_scheme"] = scheme
                changed = True
    if changed:
        rust.pre_tokenizer = _from_state(rust.pre_tokenizer, data)
    after = json.loads(rust.post_processor.__getstate__()) if rust.post_processor else {}
    if after.get("type") == "RobertaProcessing" and after["add_prefix_space"] != prefix:
        after["add_prefix_space"] = prefix
        rust.post_processor = _from_state(rust.post_processor, after)


def _without_prepending(rust: Tokenizer) -> None:
    """Drop the step that puts Llama's space in front."""
    import json

    state = json.loads(rust.to_str())
    steps = (state["normalizer"] or {}).get("normalizers", [])
    kept = [step for step in steps if step["type"] != "Prepend"]
    if len(kept) < len(steps):
        state["normalizer"]["normalizers"] = kept
        rust.normalizer = Tokenizer.from_str(json.dumps(state)).normalizer


def _from_state(component: Any, state: Any) -> Any:
    """A copy of a component of the Rust tokenizer with another JSON state."""
    import copy
    import json

    new = copy.copy(component)
    new.__setstate__(json.dumps(state).encode())
    return new


def exchange_around(tokenizer: Any, old: str, new: str) -> None:
    """Put another token where the post-processor puts `old` around texts."""
    import json

    index = tokenizer.convert_tokens_to_ids(new)

    def exchanged(state: Any) -> Any:
        if isinstance(state, list):
            pair = len(state) == 2 and state[0] == old and isinstance(state[1], int)
            return [new, index] if pair else [exchanged(item) for item in state]
        if not isinstance(state, dict):
            return state
        if state.get("id") == old:
            named = {"ids": [index], "tokens": [new]} if "tokens" in state else {}
            return {**state, "id": new, **named}
        return {new if key == old else key: exchanged(value) for key, value in state.items()}

    def exchange(rust: Tokenizer) -> None:
        if rust.post_processor is not None:
            state = json.loads(rust.post_processor.__getstate__())
            rust.post_processor = _from_state(rust.post_processor, exchanged(state))

    tokenizer._backend.change(exchange)


def rebuild_post_processor(tokenizer: Any) -> None:
    """bos first and eos last, where asked for, around each text (type 1 around the second)."""
    bos = tokenizer.bos_token if tokenizer._add_bos_token else None
    eos = tokenizer.eos_token if tokenizer._add_eos_token else None

    def around(text: str, kind: int) -> list[str]:
        parts = (bos, text, eos)
        return [f"{part}:{kind}" for part in parts if part is not None]

    single, second = around("$A", 0), around("$B", 1)
    tokens = [(token, tokenizer.convert_tokens_to_ids(token)) for token in (bos, eos) if token]
    processor = processors.TemplateProcessing(
        single=single, pair=single + second, special_tokens=list(dict(tokens).items())
    )

    def replace(rust: Tokenizer) -> None:
        rust.post_processor = processor

    tokenizer._backend.change(replace)
