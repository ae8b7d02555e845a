"""Writing a tokenizer so that this package and transformers read back the same ids."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from tokenizers import AddedToken

from auto_core.checkpoints.atomic import atomic_path, together, write_text
from auto_core.checkpoints.paths import check_level, written
from auto_core.errors import PathNotFoundError
from auto_core.tokenizers.files import (
    CHAT_TEMPLATE_FILE,
    CHAT_TEMPLATE_FOLDER,
    CONFIG_FILE,
    TOKENIZER_FILE,
)

# Attributes that are written as they are now.
_STATE = (
    "model_max_length",
    "padding_side",
    "truncation_side",
    "model_input_names",
    "clean_up_tokenization_spaces",
    "split_special_tokens",
    "pad_token_type_id",
)
# Settings that other files hold, or that describe this machine.
_NOT_SAVED = (
    "name_or_path",
    "added_tokens_decoder",
    "additional_special_tokens",
    "extra_special_tokens",
    "add_bos_token",
    "add_eos_token",
    "chat_template",
    "model_specific_special_tokens",
    "verbose",
    "max_len",
    "auto_map",
)


def save_tokenizer(
    tokenizer: Any,
    directory: str | os.PathLike[str],
    prefix: str | None,
    jinja_files: bool,
) -> tuple[str, ...]:
    """See `PreTrainedTokenizer.save_pretrained`. The files get their names together."""
    folder = Path(directory)
    if folder.exists() and not folder.is_dir():
        raise PathNotFoundError(f"{str(folder)!r} is a file; a tokenizer is saved in a directory.")
    lead = f"{prefix}-" if prefix else ""
    config = tokenizer_config(tokenizer)
    with together():
        paths = save_chat_templates(tokenizer, folder, lead, config, jinja_files)
        contents = tokenizer.vocabulary_files()
        if contents is None:
            contents = {TOKENIZER_FILE: tokenizer._backend.plain().to_str(pretty=True).encode()}
        else:
            config["added_tokens_decoder"] = {
                str(index): json.loads(json.dumps(token.__getstate__()))
                for index, token in tokenizer.added_tokens_decoder.items()
            }
        contents |= {**tokenizer.further_files(), CONFIG_FILE: to_json(config)}
        for name, content in contents.items():
            target = written(folder, f"{lead}{name}", "file of a tokenizer")
            with atomic_path(target) as path:
                path.write_bytes(content)
            paths.append(str(target))
    return tuple(paths)


def to_json(value: Any) -> bytes:
    """As the files of tokenizers are written: readable, sorted, UTF-8."""
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def tokenizer_config(tokenizer: Any) -> dict[str, Any]:
    """The content of tokenizer_config.json; chat templates are not part of it."""
    config = {key: _plain(value) for key, value in tokenizer.init_kwargs.items()}
    for key in _NOT_SAVED:
        config.pop(key, None)
    config.update({key: getattr(tokenizer, key) for key in _STATE})
    config.update(tokenizer.special_tokens_map)
    if tokenizer.extra_special_tokens:
        config["extra_special_tokens"] = tokenizer.extra_special_tokens
    for name in ("processor_class", "chat_control_tokens"):
        if getattr(tokenizer, name) is not None:
            config[name] = getattr(tokenizer, name)
    config["tokenizer_class"] = tokenizer.saved_class_name
    return {key: value for key, value in config.items() if value is not None}


def save_chat_templates(
    tokenizer: Any, folder: Path, lead: str, config: dict[str, Any], jinja_files: bool
) -> list[str]:
    """Write templates as files of their own, or (`jinja_files=False`) into `config`."""
    template = tokenizer.chat_template
    if template is None:
        return []
    if not jinja_files:
        config["chat_template"] = (
            template
            if isinstance(template, str)
            else [{"name": name, "template": text} for name, text in template.items()]
        )
        return []
    named = {"default": template} if isinstance(template, str) else template
    files = {
        f"{lead}{CHAT_TEMPLATE_FILE}" if name == "default" else template_file(name): text
        for name, text in named.items()
    }
    paths = {written(folder, file, "chat template"): text for file, text in files.items()}
    for path, text in paths.items():
        write_text(path, text)
    return [str(path) for path in paths]


def template_file(name: str) -> str:
    """Where a chat template that has a name lies.

    Raises:
        UnsafeFileError: the name cannot be one level of a path.
    """
    check_level(name, f"chat template {name!r:.80}")
    return f"{CHAT_TEMPLATE_FOLDER}/{name}.jinja"


def _plain(value: Any) -> Any:
    if isinstance(value, AddedToken):
        state = json.loads(json.dumps(value.__getstate__()))
        return {"__type": "AddedToken", **state}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
