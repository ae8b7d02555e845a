"""Python functions as the JSON schemas by which models know tools."""

from __future__ import annotations

import enum
import inspect
import json
import re
import types
import typing
from collections.abc import Callable
from typing import Any

from auto_core.errors import InputError

_SIMPLE: dict[Any, str] = {
    int: "integer",
    float: "number",
    str: "string",
    bool: "boolean",
    type(None): "null",
    list: "array",
    tuple: "array",
    dict: "object",
}
_SECTIONS = re.compile(r"^\s*(Args|Returns|Raises):\s*$", re.MULTILINE)
_CHOICES = re.compile(r"\(choices:\s*(.*?)\)\s*$", re.IGNORECASE)


def tool_schema(tool: Any) -> dict[str, Any]:
    """The schema of a tool: itself if it is one, or made of a function.

    The function needs type hints and a docstring in Google's style (`Args:`, `Returns:`).

    Raises:
        InputError: it is neither, or a hint or a description is missing.
    """
    if isinstance(tool, dict):
        return tool
    if not (inspect.isfunction(tool) or inspect.ismethod(tool)):
        raise InputError(
            f"A tool is {tool!r:.80}, expected a JSON schema (dict) or a function with type hints "
            "and a docstring."
        )
    return _function_schema(tool)


def _function_schema(function: Callable[..., Any]) -> dict[str, Any]:
    name = function.__name__
    doc = inspect.getdoc(function)
    if not doc:
        raise InputError(f"The tool {name} has no docstring to describe it to the model.")
    description, arguments, returns = _parse_docstring(doc)
    hints = typing.get_type_hints(function)
    properties: dict[str, Any] = {}
    required = []
    for argument, parameter in inspect.signature(function).parameters.items():
        if argument not in hints:
            if argument in ("self", "cls"):
                continue
            raise InputError(f"Argument {argument!r} of the tool {name} has no type hint.")
        if argument not in arguments:
            raise InputError(
                f"Argument {argument!r} of the tool {name} is not described under `Args:` in its "
                "docstring."
            )
        text = arguments[argument]
        schema = _type_schema(hints[argument], f"argument {argument!r} of the tool {name}")
        choices = _CHOICES.search(text)
        if choices:
            schema["enum"] = [
                choice.strip() if isinstance(choice, str) else choice
                for choice in json.loads(choices.group(1))
            ]
            text = text[: choices.start()].strip()
        properties[argument] = {**schema, "description": text}
        if parameter.default is inspect.Parameter.empty:
            required.append(argument)
    parameters: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        parameters["required"] = required
    schema = {"name": name, "description": description, "parameters": parameters}
    if "return" in hints:
        try:
            result = _type_schema(hints["return"], f"result of the tool {name}")
        except InputError:
            return {"type": "function", "function": schema}  # models rarely see it anyway
        schema["return"] = result if returns is None else {**result, "description": returns}
    return {"type": "function", "function": schema}


def _type_schema(hint: Any, where: str) -> dict[str, Any]:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return {}
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return _values_schema([member.value for member in hint], where)
    if origin is typing.Literal:
        return _values_schema(list(args), where)
    if origin in (typing.Union, types.UnionType):
        return _union_schema(args, where)
    if origin is list:
        return {"type": "array", "items": _type_schema(args[0], where)}
    if origin is tuple and len(args) > 1 and Ellipsis not in args:
        return {"type": "array", "prefixItems": [_type_schema(arg, where) for arg in args]}
    if origin is dict and len(args) == 2:
        return {"type": "object", "additionalProperties": _type_schema(args[1], where)}
    if hint in _SIMPLE:
        return {"type": _SIMPLE[hint]}
    raise InputError(
        f"The type hint {hint!r} of {where} has no JSON schema. Use int, float, str, bool, Enum, "
        "Literal, list, dict, fixed tuples or unions of these, or pass the schema itself."
    )


def _values_schema(values: list[Any], where: str) -> dict[str, Any]:
    kinds = list(dict.fromkeys(_SIMPLE.get(type(value), "") for value in values))
    if not values or not set(kinds) <= {"integer", "number", "string", "boolean", "null"}:
        raise InputError(f"The choices of {where} are {values!r}, expected numbers and strings.")
    return {"type": kinds[0] if len(kinds) == 1 else kinds, "enum": values}


def _union_schema(args: tuple[Any, ...], where: str) -> dict[str, Any]:
    parts = [_type_schema(arg, where) for arg in args if arg is not type(None)]
    if len(parts) == 1:
        schema = parts[0]
    elif all(part.keys() == {"type"} and isinstance(part["type"], str) for part in parts):
        names = sorted({part["type"] for part in parts})
        schema = {"type": names[0] if len(names) == 1 else names}
    else:
        schema = {"anyOf": parts}
    return {**schema, "nullable": True} if type(None) in args else schema


def _parse_docstring(doc: str) -> tuple[str, dict[str, str], str | None]:
    """(description, argument -> its text, what is returned) of a docstring in Google's style."""
    pieces = _SECTIONS.split(doc)
    sections = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    returns = sections.get("Returns")
    arguments: dict[str, str] = {}
    outer: int | None = None
    current = ""
    for line in sections.get("Args", "").splitlines():
        if not line.strip():
            continue
        depth = len(line) - len(line.lstrip())
        start = re.match(r"\s*(\w+):\s*(.*)", line)
        if start and (outer is None or depth <= outer):
            outer, current = depth, start.group(1)
            arguments[current] = start.group(2).strip()
        elif current:
            arguments[current] = f"{arguments[current]} {line.strip()}".strip()
    return pieces[0].strip(), arguments, None if returns is None else returns.strip()
