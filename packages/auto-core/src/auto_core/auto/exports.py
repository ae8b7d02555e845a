"""Lazy names of a package: `from auto_torch import BertModel` imports only what it needs."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from auto_core.auto.tasks import BY_NAME
from auto_core.errors import did_you_mean
from auto_core.registry.frameworks import needing_frameworks

# The prefix of the classes that a file makes from those of another architecture.
_VARIATION = re.compile(r'\bvariation\(\s*__name__,\s*"(\w+)"')


def lazy_exports(
    package: str,
    names: Mapping[str, str],
    *,
    prefix: str = "",
    shell: str | None = None,
    configs: bool = False,
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` for a package's `__init__`.

    Args:
        names: public name -> module that has it.
        prefix: of the family's class names. A name that `names` lacks is a class of an
            architecture.
        shell: module of the function `shell`, which makes the class that users hold from an
            architecture's class; None where they are the same.
        configs: whether config classes are exported too.
    """

    def __getattr__(name: str) -> Any:
        with needing_frameworks(f"{package}.{name}"):
            if name in names:
                value = getattr(importlib.import_module(names[name]), name)
            else:
                value = None if name.startswith("_") else find(name)
        if value is None:
            hint = "" if name.startswith("_") else _elsewhere(package, name, names)
            raise AttributeError(f"module {package!r} has no attribute {name!r}.{hint}")
        setattr(sys.modules[package], name, value)
        return value

    def find(name: str) -> type | None:
        if configs and name.endswith("Config"):
            return _class_in("auto_core.configs", name)
        if not name.startswith(prefix):
            return None
        found = _class_in(f"{package}.models", name.removeprefix(prefix))
        if found is None or shell is None:
            return found
        return importlib.import_module(shell).shell(found)

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
    return did_you_mean(name, names)


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
