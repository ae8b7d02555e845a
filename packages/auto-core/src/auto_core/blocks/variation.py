"""`variation`: the classes of an architecture that is another one under its own names."""

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
    put into it. Heads build the variation's own base classes.

    Args:
        module: `__name__` of the file of the variation.
        prefix: of its class names ("Mistral"); `of.PREFIX` is the family's ("Llama").
        of: the module of the family, with PREFIX and HEADS.
        config: the variation's config class.
        heads: task -> attributes of that class alone, among them a `name` that is not the
            family's.
        without: tasks of the family that the variation has no head for.
        attributes: of all classes (`layer_class`, `renames`, ...). Tied weights follow another
            `base_model_prefix`.
    """
    names, heads = vars(sys.modules[module]), heads or {}

    def made(cls: Any, *bases: Any, name: str = "", **own: Any) -> Any:
        family_name = cls.__name__.removeprefix(getattr(cls, "class_prefix", ""))
        name = name or prefix + family_name.removeprefix(of.PREFIX)
        if name not in names:
            about = {"__module__": module, "__qualname__": name, "__doc__": cls.__doc__}
            names[name] = type(cls)(name, bases, about | own)
        return names[name]

    def varied(cls: Any) -> Any:
        own: dict[str, Any] = {}
        if (base := getattr(cls, "base_class", None)) in of.HEADS.values():
            own["base_class"] = varied(base)
        if "base_model_prefix" in attributes and getattr(cls, "tied_weights", None):
            old, new = f"{family.base_model_prefix}.", f"{attributes['base_model_prefix']}."
            own["tied_weights"] = {
                name: new + other.removeprefix(old) if other.startswith(old) else other
                for name, other in cls.tied_weights.items()
            }
        for task in (task for task, head in of.HEADS.items() if head is cls):
            own |= heads.get(task, {})
        return made(cls, cls, root, **own)

    family = getattr(of, f"{of.PREFIX}PreTrainedModel")
    root = made(family, family, config_class=config, **attributes)
    return {task: varied(cls) for task, cls in of.HEADS.items() if task not in without}
