"""From a name to a tokenizer."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Tokenizer, normalizers

from auto_core.checkpoints.context import reading
from auto_core.checkpoints.hub import HUB_KEYWORDS, Snapshot, pop_hub_keywords, read_json
from auto_core.errors import (
    CorruptFileError,
    FileMissingError,
    InputError,
    UnknownModelTypeError,
    check_keywords,
    did_you_mean,
)
from auto_core.tokenizers import options as opts
from auto_core.tokenizers.bounds import check_ids, read_rust
from auto_core.tokenizers.builders.sentencepiece import FILES as SENTENCEPIECE_FILES
from auto_core.tokenizers.builders.spm import read_spm
from auto_core.tokenizers.files import (
    CONFIG_FILE,
    TOKENIZER_FILE,
    TokenizerFiles,
    read_files,
    refuse_remote_code,
)
from auto_core.tokenizers.gguf import read_gguf
from auto_core.tokenizers.kinds import (
    BY_FILES,
    GENERIC,
    KINDS,
    MEANT,
    MODEL_TYPES,
    SENTENCEPIECE,
    TEKKEN,
    TIKTOKEN,
    Kind,
    kind_named,
)
from auto_core.tokenizers.named import check_kind
from auto_core.tokenizers.named import tokenizer_class as named_class
from auto_core.tokenizers.special_tokens import SPECIAL_TOKEN_NAMES
from auto_core.tokenizers.tokenizer import PreTrainedTokenizer


def load_tokenizer(
    name_or_path: str | os.PathLike[str] | Snapshot | TokenizerFiles,
    /,
    *,
    tokenizer_class: type[PreTrainedTokenizer] | None = None,
    kind_name: str | None = None,
    **kwargs: Any,
) -> Any:
    """Build the tokenizer that a repository's files describe; keywords override them.

    tokenizer.json decides the ids where there is one; older files are read by kind. With
    `gguf_file` it is the one in that file.

    Raises:
        UnknownArgumentError: a keyword is no option of this tokenizer.
        FileMissingError: there is no tokenizer.json and no older vocabulary.
        UnknownModelTypeError: there are only older files, and their kind is not known.
    """
    hub = pop_hub_keywords(kwargs)
    gguf_file = kwargs.pop("gguf_file", None)
    if gguf_file is not None:
        with read_gguf(name_or_path, gguf_file, **hub) as found:  # type: ignore[arg-type]
            return load_tokenizer(found, tokenizer_class=tokenizer_class, **kwargs)
    files = (
        name_or_path
        if isinstance(name_or_path, TokenizerFiles)
        else read_files(name_or_path, **hub)
    )
    if kind_name is None and tokenizer_class is not None and tokenizer_class.kind_name:
        kind_name = tokenizer_class.kind_name
        check_kind(files, kind_name)
    with reading(files.name, CONFIG_FILE, TOKENIZER_FILE, "config.json"):
        name, kind = find_kind(files, kind_name)
    cls = PreTrainedTokenizer
    if kind and (kind.builds_from(files) or not kind.splits_in_python):
        cls = named_class(name) or kind.load_class()
    if tokenizer_class is not None and not issubclass(cls, tokenizer_class):
        cls = tokenizer_class
    own = (*cls.own_options, *(kind.options if kind else ()))
    model_roles = [key for key in files.stored if key.endswith("_token")]
    model_roles += [
        key
        for key, value in kwargs.items()
        if key.endswith("_token") and isinstance(value, str | AddedToken)
    ]
    accepted = {*opts.OPTIONS, *opts.WITHOUT_EFFECT, *SPECIAL_TOKEN_NAMES, *own, *model_roles}
    check_keywords(kwargs, accepted | set(HUB_KEYWORDS), where=f"The tokenizer of {files.name!r}")
    with reading(files.name, CONFIG_FILE, TOKENIZER_FILE, *(kind.files if kind else ())):
        return _build(files, kind, cls, kwargs)


def find_kind(files: TokenizerFiles, kind_name: str | None) -> tuple[str, Kind | None]:
    """A kind, and its name if it has one: by the name asked for, by the class named in the files,
    by model type, by the files."""
    if kind_name is not None:
        kind_name = kind_name.removesuffix("Fast")
        kind = kind_named(kind_name)
        if kind is None:
            raise UnknownModelTypeError(
                f"No tokenizer is called {kind_name!r}.{did_you_mean(kind_name, KINDS)} "
                f"Known: {', '.join(KINDS)}."
            )
        return kind_name, kind
    if files.path("tekken.json") and not files.first(TOKENIZER_FILE, *SENTENCEPIECE_FILES):
        return "", TEKKEN  # whichever class and model it belongs to
    if (meant := MEANT.get(files.model_type or "")) is not None:
        return meant, KINDS[meant]
    named = (files.class_name or "").removesuffix("Fast")
    if named in GENERIC and files.path(TOKENIZER_FILE) is not None:
        return "", None  # the file says all there is to say
    if kind_named(named) is None:
        named = MODEL_TYPES.get(files.model_type or "", "")
    return named, kind_named(named)


def _build(
    files: TokenizerFiles,
    kind: Kind | None,
    cls: type[PreTrainedTokenizer],
    given: dict[str, Any],
) -> PreTrainedTokenizer:
    stored = dict(files.stored)
    for key in opts.WITHOUT_EFFECT:
        if key in given and not (kind and key in kind.options):
            stored[key] = given.pop(key)
    known = {*SPECIAL_TOKEN_NAMES, *cls.own_options, *(kind.options if kind else ())}
    for key in [key for key in given if key.endswith("_token") and key not in known]:
        if isinstance(given[key], str | AddedToken):
            stored[key] = given.pop(key)  # a role of the model
    if kind and "add_prefix_space" not in kind.options:
        given.pop("add_prefix_space", None)  # the family has one way to begin a text
    if kind and not kind.adds_bos_and_eos:
        for key in ("add_bos_token", "add_eos_token"):
            stored.pop(key, None)
            given.pop(key, None)
    for name, filename in (kind.json_settings if kind else {}).items():
        if (found := files.path(filename)) is not None:
            stored[name] = read_json(found)
    path = files.path(TOKENIZER_FILE)
    built_before = path is not None and not (kind and kind.builds_from(files))
    if path is not None and built_before:
        rust = read_rust(path)
        frame = stored.keys() & {"add_bos_token", "add_eos_token"}
        if kind and kind.config_frames and frame:
            stored = {**kind.settings, **stored}
        else:  # the file says what is around a text, unless the caller does
            for key in frame:
                del stored[key]
        if kind:
            apply_config(rust, stored, kind)
            if kind.lower_cases:
                _lower_first(rust)
        stored.pop("add_prefix_space", None)
        apply_given(rust, given, stored, kind)
        for key in set(given) & set(kind.options if kind else ()) - set(cls.own_options):
            stored[key] = given.pop(key)
        roles = kind.roles if kind else {}
        roles = {k: v for k, v in roles.items() if rust.token_to_id(str(v)) is not None}
    else:
        kind = kind or _kind_by_files(files)
        roles = dict(kind.roles)
        settings = {**kind.options, **roles, **stored, **given}
        rust = kind.build(files, settings)
        if kind.files or settings.get("_files"):  # all Unicode is large, and no file's
            vocabulary = rust.get_vocab()
            check_ids(" or ".join(kind.files), vocabulary.values(), len(vocabulary))
        _make_special(rust, settings)
        _keep_whole(settings)
        # A builder has read these already, and has put its own conclusions there.
        given = {k: v for k, v in given.items() if k not in kind.options}
        stored = {k: v for k, v in settings.items() if k not in given}
        for key in ("add_bos_token", "add_eos_token"):
            if key in kind.options:
                stored.pop(key, None)
        stored.pop("add_prefix_space", None)
    defaults = kind.defaults if kind else {}
    if rust.padding is not None:
        defaults.pop("padding_side", None)
    if built_before:
        defaults.pop("add_bos_token", None)
    before = {**defaults, **roles, **stored}
    tokenizer = cls(rust, stored={**before, "name_or_path": files.name}, **given)
    if built_before and kind:
        for role in kind.around:
            if given.get(role) is not None and before.get(role) is not None:
                opts.exchange_around(tokenizer, str(before[role]), str(given[role]))
    return tokenizer


def _make_special(rust: Tokenizer, settings: Mapping[str, Any]) -> None:
    """A token with a role is special, also where the vocabulary file only keeps it whole."""
    roles = {str(settings[name]) for name in SPECIAL_TOKEN_NAMES if settings.get(name)}
    for token in rust.get_added_tokens_decoder().values():
        if token.content in roles and not token.special:
            token.special = True
            rust.add_tokens([token])


def _keep_whole(settings: dict[str, Any]) -> None:
    """The tokens that a vocabulary file keeps whole come before those that other files name."""
    whole = settings.pop("_kept_whole", [])
    extra = settings.get("extra_special_tokens") or settings.get("additional_special_tokens") or []
    if whole and not isinstance(extra, Mapping):
        known = {str(token) for token in whole}
        settings.pop("additional_special_tokens", None)
        settings["extra_special_tokens"] = [*whole, *(t for t in extra if str(t) not in known)]


_CLEANING = {
    "do_lower_case": "lowercase",
    "strip_accents": "strip_accents",
    "tokenize_chinese_chars": "handle_chinese_chars",
}


def apply_config(rust: Tokenizer, stored: Mapping[str, Any], kind: Kind) -> None:
    """Let tokenizer_config.json, or else the class's defaults, win over a tokenizer.json.

    So transformers has always treated BERT's cleaning and the space in front of byte-level
    texts, and models were trained with the outcome. Pieces of sentencepiece follow the file.
    """
    said = {**kind.options, **stored}
    for option, attribute in _CLEANING.items():
        if option in kind.options and hasattr(rust.normalizer, attribute):
            value = said[option]
            value = value if option == "strip_accents" and value is None else bool(value)
            setattr(rust.normalizer, attribute, value)
    prefix = said.get("add_prefix_space")
    explicit = kind.config_frames and "add_prefix_space" in stored
    if prefix is not None and (explicit or kind.builder.startswith("builders.bpe:")):
        opts.set_prefix_space(rust, bool(prefix))


def apply_given(
    rust: Tokenizer, given: dict[str, Any], stored: dict[str, Any], kind: Kind | None
) -> None:
    """Let what the caller says about letters and spaces change what a tokenizer.json does.

    `do_lower_case` is no option of every kind: then it goes from `given` to `stored`.

    Raises:
        InputError: its normalizer cannot lower case.
    """
    for option, attribute in _CLEANING.items():
        if option != "do_lower_case" and option in given and hasattr(rust.normalizer, attribute):
            setattr(rust.normalizer, attribute, given[option])
    lower = given.get("do_lower_case")
    if lower is not None:
        _set_lower_case(rust, bool(lower))
        if not kind or "do_lower_case" not in kind.options:
            stored["do_lower_case"] = given.pop("do_lower_case")


def _lower_first(rust: Tokenizer) -> None:
    """Lower-case texts before all else, unless they are lower-cased already."""
    normalizer = rust.normalizer
    state = json.loads(normalizer.__getstate__()) if normalizer else {}
    steps = state.get("normalizers", [state])
    if not any(step.get("type") == "Lowercase" for step in steps):
        rest = [normalizer] if normalizer else []
        rust.normalizer = normalizers.Sequence([normalizers.Lowercase(), *rest])


def _set_lower_case(rust: Tokenizer, lower: bool) -> None:
    normalizer = rust.normalizer
    if hasattr(normalizer, "lowercase"):  # BERT's
        normalizer.lowercase = lower  # type: ignore[union-attr]
        return
    state = json.loads(normalizer.__getstate__()) if normalizer else {}
    steps = state.get("normalizers", [state] if state else [])
    others = [step for step in steps if step["type"] != "Lowercase"]
    if lower != (len(others) < len(steps)):
        if lower:
            raise InputError(
                "do_lower_case=True: the tokenizer.json of this tokenizer keeps the case, and so "
                "does its model. Leave the option out, or lower the texts before."
            )
        tokenizer = json.loads(rust.to_str())
        rebuilt = {**tokenizer, "normalizer": {"type": "Sequence", "normalizers": others}}
        rust.normalizer = Tokenizer.from_str(json.dumps(rebuilt)).normalizer


def _kind_by_files(files: TokenizerFiles) -> Kind:
    """The kind of an unnamed tokenizer, as far as its vocabulary files tell."""
    refuse_remote_code(files)
    if files.path("tiktoken.model"):
        return TIKTOKEN
    model = files.first(*SENTENCEPIECE_FILES)
    if model is not None:
        return SENTENCEPIECE if _is_sentencepiece(model) else TIKTOKEN
    if files.class_name is None or files.class_name.removesuffix("Fast") in GENERIC:
        for names, kind_name in BY_FILES:
            if all(files.path(name) for name in names):
                return KINDS[kind_name]
    elif files.class_name is not None:
        raise UnknownModelTypeError(
            f"{files.name!r} has no {TOKENIZER_FILE}, and its tokenizer_class "
            f"{files.class_name!r} is not known.{did_you_mean(files.class_name, KINDS)} "
            f"Known: {', '.join(KINDS)}."
        )
    raise FileMissingError(
        f"{files.name!r} has no {TOKENIZER_FILE} and no vocabulary that can be told by its name. "
        f"Found: {', '.join(files.listing()) or '-'}."
    )


def _is_sentencepiece(path: Path) -> bool:
    try:
        read_spm(path)
    except CorruptFileError:
        return False
    return True
