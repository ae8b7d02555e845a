"""Architectures that are another one under their own names: `variation` makes their classes."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any


def variation(
    module: str,
    prefix: str,
    of: ModuleType,
    config: type,
    *,
    heads: Mapping[str, Mapping[str, Any]] | None = None,
    without: Sequence[str] = (),
    **attributes: Any,
) -> dict[str, Any]:
    """`HEADS` of an architecture: a class `prefix...` for each class of the family `of`.

    A class that the file has defined by hand already is taken as it is; the others are made and
    put into it. Heads build the new base class.

    Args:
        module: `__name__` of the file of the variation.
        prefix: of its class names ("Mistral"); `of.PREFIX` is the family's ("Llama").
        of: the module of the family, with PREFIX and HEADS.
        config: the variation's config class.
        heads: task -> attributes of that class alone.
        without: tasks of the family that the variation has no head for.
        attributes: of all classes (`layer_class`, `renames`, ...).
    """
    names, heads = vars(sys.modules[module]), heads or {}

    def made(cls: Any, *bases: Any, **own: Any) -> Any:
        name = cls.__name__.removeprefix(getattr(cls, "class_prefix", ""))
        name = prefix + name.removeprefix(of.PREFIX)
        if name not in names:
            about = {"__module__": module, "__qualname__": name, "__doc__": cls.__doc__}
            names[name] = type(cls)(name, bases, about | own)
        return names[name]

    family, old_base = getattr(of, f"{of.PREFIX}PreTrainedModel"), of.HEADS["base"]
    root = made(family, family, config_class=config, **attributes)
    base = made(old_base, old_base, root, **heads.get("base", {}))
    return {
        task: base
        if cls is old_base
        else made(cls, cls, root, base_class=base, **heads.get(task, {}))
        for task, cls in of.HEADS.items()
        if task not in without
    }
