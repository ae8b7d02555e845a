"""Tokenizer classes by the names that transformers gives them: each a row of `kinds`."""

from __future__ import annotations

import functools
from typing import Any

from auto_core.errors import InputError
from auto_core.tokenizers.files import TOKENIZER_FILE, TokenizerFiles
from auto_core.tokenizers.kinds import KINDS, MEANT, MODEL_TYPES, kind_named


@functools.cache
def tokenizer_class(name: str) -> Any:
    """The class of this name, which loads this kind of repository alone, or None."""
    if name not in KINDS:
        return None
    base = KINDS[name].load_class()
    doc = f"The tokenizer of {name.removesuffix('Tokenizer')}; see `PreTrainedTokenizer`."
    body = {"kind_name": name, "__module__": "auto_core", "__doc__": doc}
    return type(name, (base,), body)


def check_kind(files: TokenizerFiles, name: str) -> None:
    """Refuse files that are another kind's than the class that reads them.

    Which kind they are says their own class name, or else the model type; older vocabulary files
    without a class name are what the caller takes them for.

    Raises:
        InputError: they are.
    """
    kind = KINDS[name]
    if MEANT.get(files.model_type or "") == name:
        return
    named = files.class_name if kind_named(files.class_name) else None
    if named is None and not (files.path(TOKENIZER_FILE) is None and kind.builds_from(files)):
        named = MODEL_TYPES.get(files.model_type or "")
    found = kind_named(named)
    if found is not None and found != kind:
        named = str(named).removesuffix("Fast")
        raise InputError(
            f"{files.name!r} is a repository of {named}, not of {name}. Load it with {named} or "
            "AutoTokenizer."
        )
