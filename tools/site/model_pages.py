"""A page of the reference for each model type: its config's fields, its classes, their inputs."""

from __future__ import annotations

import importlib
import inspect
from functools import cache
from typing import Any

from auto_core.auto.tasks import TASKS
from auto_core.documentation.config_fields import FIELDS
from auto_core.documentation.describing import config_fields, documented_arguments, summary
from auto_core.pretrained_numpy import NumpyPreTrainedModel
from auto_core.registry import configs
from auto_core.registry.architectures import built_in_modules

PREFIXES = ("", "TF", "Flax", "Numpy")


@cache
def model_types() -> list[str]:
    """The model types that have an architecture, in alphabetical order."""
    modules = set(built_in_modules())
    return sorted(name for name in configs.model_types() if configs.module_name(name) in modules)


def _classes(module: Any) -> list[Any]:
    return [
        member
        for member in vars(module).values()
        if inspect.isclass(member)
        and issubclass(member, NumpyPreTrainedModel)
        and member.__module__ == module.__name__
        and not member.__name__.endswith("PreTrainedModel")
    ]


def page(model_type: str) -> str:
    """The page of a model type."""
    module = importlib.import_module(f"auto_core.models.{configs.module_name(model_type)}")
    config = configs.config_class_for(model_type)
    lines = [
        f"# {model_type}",
        "",
        inspect.cleandoc(module.__doc__ or ""),
        "",
        *_heads(module, config),
        "",
        f"## {config.__name__}",
        "",
        summary(config.__doc__),
        "",
        "| field | type | default | |",
        "|---|---|---|---|",
    ]
    own = documented_arguments(config.__doc__)
    for name, kind in config_fields(config).items():
        meaning = FIELDS.get(name) or own.get(name, "").partition(": ")[2]
        default = repr(getattr(config, name, None))
        cells = [f"`{name}`", _code(kind), _code(default), meaning]
        lines.append(f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |")
    for cls in _classes(module):
        lines += ["", *_model(cls)]
    return "\n".join(lines) + "\n"


def _heads(module: Any, config: Any) -> list[str]:
    tasks = {task.key: task.name for task in TASKS}
    rows = [
        f"| `{tasks[key]}` | `{_plain(head)}` |"
        for key, head in (getattr(module, "HEADS", None) or {}).items()
        if key in tasks and _plain(head)
    ]
    return ["| Auto class | builds |", "|---|---|", *rows] if rows else []


def _plain(head: Any) -> str:
    name = head if isinstance(head, str) else getattr(head, "__name__", "")
    return name.removeprefix("Numpy")


def _model(cls: Any) -> list[str]:
    name = _plain(cls)
    doc = documented_arguments(cls.forward.__doc__)
    text = summary(cls.__doc__ or cls.forward.__doc__)
    rows = [
        f"| `{argument}` | {doc.get(argument, '').replace('|', '&#124;')} |"
        for argument in inspect.signature(cls.forward).parameters
        if argument not in ("self", "args", "kwargs")
    ]
    others = ", ".join(f"`{prefix}{name}`" for prefix in PREFIXES[1:])
    return [f"## {name}", "", f"Also {others}.", "", text, "", "| input | |", "|---|---|", *rows]


def _code(text: str) -> str:
    short = text if len(text) <= 60 else text[:57] + "..."
    return f"`{short}`"
