"""Docstrings of configs and of `forward`, made of the tables and of what the classes say."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from typing import Any

_SECTION = re.compile(r"^Args[^\n]*:\n(?P<body>(?:[ ]+[^\n]*\n?|\n)*)", re.MULTILINE)
_ARGUMENT = re.compile(r"^    (?P<names>\w+(?:, \w+)*): (?P<text>.*(?:\n {6,}.*)*)", re.MULTILINE)


def documented_arguments(docstring: str | None) -> dict[str, str]:
    """What the sections `Args` of a docstring say, by the arguments' names."""
    found: dict[str, str] = {}
    if docstring and "Args" in docstring:
        for section in _SECTION.finditer(inspect.cleandoc(docstring) + "\n"):
            for argument in _ARGUMENT.finditer(section["body"]):
                for name in argument["names"].split(", "):
                    found.setdefault(name, re.sub(r"\s*\n\s*", " ", argument["text"]))
    return found


def summary(docstring: str | None) -> str:
    """A docstring without its sections of arguments."""
    return _SECTION.sub("", inspect.cleandoc(docstring or "") + "\n").strip()


def forward_documentation(
    text: str | None, parameters: Iterable[str], docstrings: Iterable[str | None]
) -> str:
    """The docstring of a `forward`: `text`, then each parameter as the first of `docstrings` that
    names it says, or else the table of inputs."""
    from auto_core.documentation.inputs import INPUTS

    said: dict[str, str] = {}
    for docstring in docstrings:
        said = documented_arguments(docstring) | said
    lines = [
        f"    {name}: {said.get(name) or INPUTS[name]}"
        for name in parameters
        if name in said or name in INPUTS
    ]
    return "\n".join([summary(text), "", "Args:", *lines]).strip() if lines else summary(text)


class ConfigDocumentation:
    """The docstring of a config class: what it says, then every field with its type, default and
    meaning. Written when it is read, because few programs read it."""

    def __init__(self, text: str | None):
        self.text = text

    def __get__(self, config: Any, cls: type) -> str:
        from auto_core.documentation.config_fields import FIELDS

        text = self.text or next(
            (base.__dict__["__doc__"].text for base in cls.__mro__[1:] if _says(base)), ""
        )
        said = documented_arguments(text)
        lines = [
            f"    {name} ({kind}, default {_shown(getattr(cls, name, None))}): "
            f"{said.get(name) or FIELDS.get(name, 'see the source.')}"
            for name, kind in config_fields(cls).items()
        ]
        return "\n".join([summary(text), "", "Args:", *lines])


def config_fields(cls: type) -> dict[str, str]:
    """A config class's fields in their order, its own first, with their types as written."""
    found: dict[str, str] = {}
    for base in cls.__mro__:
        for name, kind in vars(base).get("__annotations__", {}).items():
            kind = kind if isinstance(kind, str) else getattr(kind, "__name__", str(kind))
            if not name.startswith("_") and "ClassVar" not in kind:
                found.setdefault(name, kind)
    return found


def _says(cls: type) -> bool:
    doc = cls.__dict__.get("__doc__")
    return isinstance(doc, ConfigDocumentation) and bool(doc.text)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
