"""Lazy names of a package: `from auto_torch import BertModel` imports only what it needs."""

from __future__ import annotations

import dis
import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from auto_core.auto.named import class_names, named_class
from auto_core.auto.tasks import BY_NAME
from auto_core.errors import did_you_mean
from auto_core.registry.frameworks import needing_frameworks

COLLATORS = (
    "DefaultDataCollator",
    "default_data_collator",
    "DataCollatorWithPadding",
    "DataCollatorForLanguageModeling",
    "DataCollatorForSeq2Seq",
    "DataCollatorForTokenClassification",
    "DataCollatorForMultipleChoice",
)
_TRAINING = (
    "transformers' own trains the torch models of auto_torch as they are: "
    "`from transformers import {name}` (docs/clients.md)."
)
_INSTEAD = {
    "pipeline": "Load the model with the Auto class of the task, and a tokenizer or processor with "
    "AutoProcessor: examples/ has a program for each task on each framework.",
    "Trainer": _TRAINING,
    "TrainingArguments": _TRAINING,
    "Seq2SeqTrainer": _TRAINING,
    "Seq2SeqTrainingArguments": _TRAINING,
}
# The prefix of the classes that a file makes from those of another architecture.
_VARIATION = re.compile(r'\bvariation\(\s*__name__,\s*"(\w+)"')


def lazy_exports(
    package: str,
    names: Mapping[str, str],
    *,
    prefix: str = "",
    shell: str | None = None,
    configs: bool = False,
    tensors: str = "np",
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` for a package's `__init__`.

    Args:
        names: public name -> module that has it.
        prefix: of the family's class names. A name that `names` lacks is a class of an
            architecture.
        shell: module of the function `shell`, which makes the class that users hold from an
            architecture's class; None where they are the same.
        configs: whether config classes, tokenizers and processors are this package's own. Other
            packages hand them on.
        tensors: what collators return where nothing else is asked for: "np", "pt", "tf", "jax".
    """

    def __getattr__(name: str) -> Any:
        with needing_frameworks(f"{package}.{name}"):
            if name in names:
                value = getattr(importlib.import_module(names[name]), name)
            else:
                value = None if name.startswith("_") else find(name)
        if value is None:
            hint = "" if name.startswith("_") else _elsewhere(package, name, names)
            message = f"module {package!r} has no attribute {name!r}.{hint}"
            if hint and _in_from_import():  # which would put a message of its own in place
                raise ImportError(message, name=package)
            raise AttributeError(message)
        setattr(sys.modules[package], name, value)
        return value

    def find(name: str) -> Any:
        if configs and name.endswith("Config"):
            return _class_in("auto_core.configs", name)
        if configs and (found := named_class(name)) is not None:
            return found
        if name in COLLATORS:
            return importlib.import_module("auto_core.collators").of_framework(
                name, package, tensors
            )
        found = None
        if name.startswith(prefix):
            found = _class_in(f"{package}.models", name.removeprefix(prefix))
        if found is not None and shell is not None:
            return importlib.import_module(shell).shell(found)
        shared = name[0].isupper() and not name.startswith("Numpy")  # no folder like `nn`
        if found is None and shared and not configs:
            return getattr(importlib.import_module("auto_core"), name, None)
        return found

    def __dir__() -> list[str]:
        return sorted({*names, *vars(sys.modules[package])})

    return __getattr__, __dir__


def _elsewhere(package: str, name: str, names: Iterable[str]) -> str:
    """Where a name that is not in a package may be found."""
    prefix = next(prefix for prefix in ("TF", "Flax", "Numpy", "") if name.startswith(prefix))
    home = {"TF": "auto_tf", "Flax": "auto_flax", "Numpy": "auto_core", "": "auto_torch"}[prefix]
    if home != package and name.removeprefix(prefix) in BY_NAME:
        return (
            f" It is in {home}: `from {home} import {name}` (pip install {home.replace('_', '-')})."
        )
    if name in _INSTEAD:
        return " " + _INSTEAD[name].format(name=name)
    return did_you_mean(name, [*names, *COLLATORS, *class_names()])


def _in_from_import() -> bool:
    """Whether the code that asks for the name is `from package import name`."""
    asking = sys._getframe(2)
    return asking.f_code.co_code[asking.f_lasti] == dis.opmap["IMPORT_FROM"]


def _class_in(package: str, name: str) -> type | None:
    """The class `name` of some file of a package, importing no other file."""
    folders = importlib.import_module(package).__path__
    files = {m.name: m for m in pkgutil.iter_modules(folders) if not m.name.startswith("_")}
    # The file is nearly always the one whose name the class's name begins with.
    spelled = name.lower().replace("_", "")
    likely = [f for f in files if spelled.startswith(f.replace("_", ""))]
    likely.sort(key=len, reverse=True)
    for file in likely:
        if hasattr(module := importlib.import_module(f"{package}.{file}"), name):
            return getattr(module, name)
    others = (f for f in files if f not in likely and _defines(folders, f, name))
    for file in others:
        if hasattr(module := importlib.import_module(f"{package}.{file}"), name):
            return getattr(module, name)
    return None


def _defines(folders: Iterable[str], file: str, name: str) -> bool:
    """Whether a file defines this class or makes those of its prefix, found without running it."""
    for folder in folders:
        path = Path(folder, f"{file}.py")
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            made = _VARIATION.search(text)
            return f"\nclass {name}(" in text or bool(made and name.startswith(made[1]))
    return False
