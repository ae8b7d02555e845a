"""The parts of a family that variations replace: each is made from the attribute that names it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pytest

import auto_core.models

# Dual encoders have whole models as parts: `text_class` and `vision_class` of the one around both.
DUAL = {"clip", "owlvit"}
RENAMED = {"prophetnet"}  # families whose variations have other names, and no other parts
# What configs do not have by themselves.
FIELDS: dict[str, dict[str, Any]] = {
    name: {"prediction_length": 12} for name in ("Autoformer", "Informer", "TimeSeriesTransformer")
} | {"LwDetr": {"projector_scale_factors": [1.0]}}


def _families() -> dict[str, ModuleType]:
    names = [info.name for info in pkgutil.iter_modules(auto_core.models.__path__)]
    modules = {name: importlib.import_module(f"auto_core.models.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "PREFIX")}


FAMILIES = _families()


def _parts(module: ModuleType) -> dict[str, Any]:
    root = vars(getattr(module, f"{module.PREFIX}PreTrainedModel"))
    return {
        name: value
        for name, value in root.items()
        if name.endswith(("_class", "_classes")) and name != "config_class" and value is not None
    }


def _sub(part: type) -> type:
    return type(part.__name__, (part,), {})


def _uses(head: Any, name: str, new: Any) -> bool:
    """Whether a model of default config has a module of a replaced class."""
    own = {name: new}
    base = getattr(head, "base_class", None)
    if name in dir(base):
        own["base_class"] = type(base.__name__, (base,), {name: new})
    cls: Any = type(head.__name__, (head,), own)
    fields = FIELDS.get(cls.config_class.__name__.removesuffix("Config"), {})
    model = cls._built_for(cls.config_class(**fields))  # without values
    kinds = tuple(new.values()) if isinstance(new, Mapping) else (new,)
    return any(isinstance(module, kinds) for _, module in model.named_modules())


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - DUAL - RENAMED))
def test_every_part_is_made_from_its_attribute(family: str) -> None:
    module = FAMILIES[family]
    parts = _parts(module)
    assert parts, "no part can be replaced"
    for name, part in parts.items():
        new = {k: _sub(v) for k, v in part.items()} if isinstance(part, dict) else _sub(part)
        heads = dict.fromkeys(module.HEADS.values())
        assert any(_uses(head, name, new) for head in heads), name
