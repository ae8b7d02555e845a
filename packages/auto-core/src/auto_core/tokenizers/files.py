"""Everything a repository says about its tokenizer, read once and put in order."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tokenizers import AddedToken

from auto_core.checkpoints.context import reading
from auto_core.checkpoints.hub import Snapshot, read_json
from auto_core.errors import CorruptFileError, FileMissingError, RemoteCodeError
from auto_core.tokenizers.special_tokens import SPECIAL_TOKEN_NAMES, added_token

TOKENIZER_FILE = "tokenizer.json"
CONFIG_FILE = "tokenizer_config.json"
SPECIAL_TOKENS_FILE = "special_tokens_map.json"
ADDED_TOKENS_FILE = "added_tokens.json"
CHAT_TEMPLATE_FILE = "chat_template.jinja"
CHAT_TEMPLATE_FOLDER = "additional_chat_templates"

# What tokenizer_config.json may hold about the saving machine; never read.
_NOT_DATA = ("name_or_path", "special_tokens_map_file", "tokenizer_file", "vocab_file",
             "merges_file", "init_inputs", "backend", "is_local", "local_files_only")  # fmt: skip


@dataclass
class TokenizerFiles:
    """A snapshot, or one vocabulary file, and its JSON files already merged."""

    snapshot: Snapshot | None
    single_file: Path | None = None
    stored: dict[str, Any] = field(default_factory=dict)
    model_type: str | None = None
    class_name: str | None = None

    @property
    def name(self) -> str:
        return str(self.single_file or (self.snapshot.name if self.snapshot else ""))

    def path(self, filename: str) -> Path | None:
        """The local path of a file; a single file given by path stands for any of its kind."""
        if self.snapshot is not None:
            return self.snapshot.file(filename)
        assert self.single_file is not None
        same_kind = self.single_file.suffix == Path(filename).suffix
        named = self.single_file.name == filename
        json_kind = self.single_file.suffix == ".json"  # too many files are JSON to guess
        return self.single_file if named or (same_kind and not json_kind) else None

    def first(self, *filenames: str) -> Path | None:
        """The first of these files that exists."""
        return next((path for name in filenames if (path := self.path(name))), None)

    def require(self, *filenames: str) -> Path:
        found = self.first(*filenames)
        if found is None:
            raise FileMissingError(
                f"{self.name!r} has neither {TOKENIZER_FILE} nor {' nor '.join(filenames)}, which "
                f"its tokenizer needs. Found: {', '.join(self.listing()) or '-'}."
            )
        return found

    def listing(self) -> list[str]:
        return self.snapshot.files() if self.snapshot else [str(self.single_file)]

    def read_text(self, filename: str) -> str | None:
        path = self.path(filename)
        return None if path is None else read_text(path)

    def read_vocabulary(self, path: Path) -> dict[str, int]:
        """A JSON object of token -> id."""
        vocabulary = read_json(path)
        if not all(isinstance(index, int) for index in vocabulary.values()):
            raise CorruptFileError(f"{path} is no vocabulary: not every value is an id.")
        return vocabulary


def read_files(name_or_path: str | os.PathLike[str] | Snapshot, **hub: Any) -> TokenizerFiles:
    """Open a directory, a Hub repository or one vocabulary file.

    Raises:
        CorruptFileError: a JSON file cannot be read.
    """
    if not isinstance(name_or_path, Snapshot) and os.path.isfile(name_or_path):
        return TokenizerFiles(None, Path(name_or_path))
    snapshot = Snapshot.open(name_or_path, **hub)
    stored = snapshot.json(CONFIG_FILE) or {}
    config = snapshot.json("config.json") or {}
    class_name = stored.pop("tokenizer_class", None) or config.get("tokenizer_class")
    if class_name is not None and not isinstance(class_name, str):
        raise CorruptFileError(
            f"{CONFIG_FILE} or config.json of {snapshot.name!r}: tokenizer_class is "
            f"{class_name!r:.100}, expected the name of a class."
        )
    for key in _NOT_DATA:
        stored.pop(key, None)
    with reading(snapshot.name, CONFIG_FILE, SPECIAL_TOKENS_FILE):
        stored = {key: _decoded(value) for key, value in stored.items()}
        if "added_tokens_decoder" not in stored:
            _merge_older_files(snapshot, stored)
        _adopt_flags(stored)
    templates, sources = _chat_templates(snapshot)
    if templates:
        only_default = list(templates) == ["default"]
        stored["chat_template"] = templates["default"] if only_default else templates
    elif isinstance(own := stored.get("chat_template"), str):
        sources[own] = str(snapshot.file(CONFIG_FILE))
    stored["_template_files"] = sources
    return TokenizerFiles(snapshot, None, stored, config.get("model_type"), class_name)


def refuse_remote_code(files: TokenizerFiles) -> None:
    """Raise if only code from the repository could build its tokenizer."""
    code = files.stored.get("auto_map")
    if code:
        raise RemoteCodeError(
            f"The tokenizer of {files.name!r} is Python code in its repository ({code}), which was "
            f"not run. If you have read that code and trust it, pass trust_remote_code=True; else "
            f"ask for a {TOKENIZER_FILE}, or register a class of your own with "
            "AutoTokenizer.register(config_class, tokenizer_class)."
        )


def _decoded(value: Any) -> Any:
    """AddedTokens out of {"__type": "AddedToken", ...}."""
    if isinstance(value, dict):
        if value.get("__type") == "AddedToken":
            return added_token(value)
        return {key: _decoded(item) for key, item in value.items()}
    return [_decoded(item) for item in value] if isinstance(value, list) else value


def _merge_older_files(snapshot: Snapshot, stored: dict[str, Any]) -> None:
    """special_tokens_map.json and added_tokens.json, which later versions merged into one."""
    for key, value in (snapshot.json(SPECIAL_TOKENS_FILE) or {}).items():
        if isinstance(value, dict) and "content" in value:
            value = added_token({**value, "special": True})
        elif isinstance(value, list):
            value = [
                added_token({**t, "special": True}) if isinstance(t, dict) else t for t in value
            ]
        stored[key] = value
    added = snapshot.json(ADDED_TOKENS_FILE)
    if added:
        extra = stored.get("extra_special_tokens") or stored.get("additional_special_tokens") or []
        special = {str(stored[name]) for name in SPECIAL_TOKEN_NAMES if stored.get(name)}
        special |= {str(token) for token in extra}
        stored["added_tokens_decoder"] = {
            index: AddedToken(token, normalized=token not in special, special=token in special)
            for token, index in added.items()
        }


def _adopt_flags(stored: dict[str, Any]) -> None:
    """A role named as text gets the flags that `added_tokens_decoder` has for that text."""
    decoder = {
        int(index): added_token(token)
        for index, token in (stored.get("added_tokens_decoder") or {}).items()
    }
    if decoder:
        stored["added_tokens_decoder"] = decoder
    flags = {token.content: token for token in decoder.values()}
    for name in SPECIAL_TOKEN_NAMES:
        if stored.get(name) is not None:
            stored[name] = flags.get(str(added_token(stored[name])), stored[name])


def _chat_templates(snapshot: Snapshot) -> tuple[dict[str, str], dict[str, str]]:
    """Name -> template, and template -> the file it is from."""
    sources: dict[str, str] = {}
    found: dict[str, str] = {}
    names = [CHAT_TEMPLATE_FILE] if snapshot.file(CHAT_TEMPLATE_FILE) else []
    if snapshot.root is not None:
        folder = snapshot.root / snapshot.subfolder / CHAT_TEMPLATE_FOLDER
        names += [f"{CHAT_TEMPLATE_FOLDER}/{path.name}" for path in sorted(folder.glob("*.jinja"))]
    elif names:
        names += [
            name
            for name in snapshot.files()
            if name.startswith(f"{CHAT_TEMPLATE_FOLDER}/") and name.endswith(".jinja")
        ]
    for name in names:
        path = snapshot.require(name)
        key = "default" if name == CHAT_TEMPLATE_FILE else path.name.removesuffix(".jinja")
        found[key] = read_text(path)
        sources[found[key]] = str(path)
    legacy = None if found else snapshot.file("chat_template.json")
    if legacy is not None:  # written by processors
        template = read_json(legacy).get("chat_template")
        if isinstance(template, str):
            found["default"] = template
            sources[template] = str(legacy)
    return found, sources


def read_text(path: Path) -> str:
    """The content of a text file.

    Raises:
        CorruptFileError: it is not in UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CorruptFileError(f"{path} is no text in UTF-8: {error}") from error
