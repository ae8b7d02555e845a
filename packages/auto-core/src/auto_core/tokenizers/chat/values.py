"""Operators, methods and texts of values in chat templates, each charged for what it makes."""

from __future__ import annotations

import json
import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Undefined

from auto_core.tokenizers.chat.allowance import (
    ITEM,
    charge,
    charge_made,
    charge_read,
    charge_walk,
    check_bits,
)

STRING_METHODS = frozenset(
    [
        "capitalize",
        "casefold",
        "center",
        "count",
        "endswith",
        "expandtabs",
        "find",
        "format",
        "format_map",
        "index",
        "isalnum",
        "isalpha",
        "isascii",
        "isdecimal",
        "isdigit",
        "isidentifier",
        "islower",
        "isnumeric",
        "isprintable",
        "isspace",
        "istitle",
        "isupper",
        "join",
        "ljust",
        "lower",
        "lstrip",
        "partition",
        "removeprefix",
        "removesuffix",
        "replace",
        "rfind",
        "rindex",
        "rjust",
        "rpartition",
        "rsplit",
        "rstrip",
        "split",
        "splitlines",
        "startswith",
        "strip",
        "swapcase",
        "title",
        "upper",
        "zfill",
    ]
)
LIST_METHODS = frozenset({"count", "index", "copy"})
DICT_METHODS = frozenset({"get", "items", "keys", "values", "copy"})
_SCALARS = (str, int, float, type(None), Undefined)  # the commonest
_LONGEST_NUMBER = 400  # characters of a float without a width


def text_of(value: Any) -> str:
    """What a value is printed as.

    Raises:
        InputError: it is a function or the like, whose text would be an address in memory.
    """
    if isinstance(value, str):
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        if isinstance(value, int):
            check_bits(value.bit_length())
        return str(value)
    values, characters = charge_walk(value, printed=True)
    charge_made(characters + 4 * values)
    text = str(value)
    charge_made(max(0, len(text) - characters - 4 * values))
    return text


def concat(parts: list[Any]) -> str:
    """The operator `~`."""
    texts = [text_of(part) for part in parts]
    charge_made(sum(map(len, texts)))
    return "".join(texts)


# --- operators -------------------------------------------------------------------------------

_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gteq": operator.ge,
    "lt": operator.lt,
    "lteq": operator.le,
    "in": lambda left, right: left in right,
    "notin": lambda left, right: left not in right,
}


def compare(left: Any, *steps: Any) -> Any:
    """`a < b <= c`: the first value, then operators and values in turn."""
    result: Any = True
    for name, right in zip(steps[::2], steps[1::2], strict=True):
        if not result:
            return result
        result = _compared(left, name, right)
        left = right
    return result


def _compared(left: Any, name: str, right: Any) -> Any:
    if name in ("in", "notin"):
        if isinstance(right, dict):
            charge_key(left)
        elif isinstance(right, str):
            charge_read(len(right), len(left) if isinstance(left, str) else 0)
        else:
            charge_walk(left)
            charge_walk(right)
    elif isinstance(left, str) and isinstance(right, str):
        charge_read(min(len(left), len(right)))
    elif not isinstance(left, _SCALARS) and not isinstance(right, _SCALARS):
        charge_walk(left)
        charge_walk(right)
    return _COMPARISONS[name](left, right)


def charge_key(key: Any) -> None:
    """Charge looking a key up."""
    if isinstance(key, tuple):
        charge_walk(key)


def binary(name: str, left: Any, right: Any) -> None:
    """Charge an arithmetic operator before it is applied.

    Raises:
        InputError: the operands are too large, or of kinds that templates have no use for.
    """
    if name == "+" and isinstance(left, str) and isinstance(right, str):
        charge_made(len(left) + len(right))
        return
    if name == "%" and isinstance(left, str):
        charge_percent(left, right)
        return
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    if numbers:
        bits = [side.bit_length() if isinstance(side, int) else 64 for side in (left, right)]
        if name == "**" and isinstance(left, int) and isinstance(right, int):
            check_bits(bits[0] * max(right, 1))
        check_bits(sum(bits) if name == "*" else max(bits))
        return
    if name == "+" and isinstance(left, list | tuple) and isinstance(right, list | tuple):
        charge(ITEM * (len(left) + len(right)))
    elif name == "*":
        for sequence, times in ((left, right), (right, left)):
            if isinstance(times, int) and isinstance(sequence, str):
                charge_made(len(sequence) * max(times, 0))
            elif isinstance(times, int) and isinstance(sequence, list | tuple):
                charge(ITEM * len(sequence) * max(times, 0))
    elif not isinstance(left, Undefined) and not isinstance(right, Undefined):
        # Sets and views have operators too; jinja2 raises for what is undefined.
        raise TypeError(
            f"{type(left).__name__} {name} {type(right).__name__} is not possible in a chat "
            "template"
        )


def sliced(value: Any, start: Any, stop: Any, step: Any) -> Any:
    """`value[start:stop:step]`."""
    result = value[start:stop:step]
    if isinstance(result, str):
        charge_made(len(result))
    elif isinstance(result, list | tuple):
        charge(ITEM * len(result))
    return result


# --- methods ---------------------------------------------------------------------------------


def string_method(name: str, text: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call a method of a text (not `format`, which the sandbox does itself)."""
    size = len(text)
    strings = [arg for arg in (*args, *kwargs.values()) if isinstance(arg, str)]
    numbers = [arg for arg in (*args, *kwargs.values()) if isinstance(arg, int)]
    charge_read(size, len(strings[0]) if strings else 0)
    if name in ("center", "ljust", "rjust", "zfill"):
        charge_made(max(numbers, default=0))
    elif name == "expandtabs":
        charge_made(text.count("\t") * max([8, *numbers]))
    elif name == "replace" and len(strings) == 2:
        times = text.count(strings[0])
        if numbers and numbers[-1] >= 0:
            times = min(times, numbers[-1])
        charge_made(size + times * len(strings[1]))
    elif name in ("strip", "lstrip", "rstrip") and strings:
        charge(size * len(strings[0]) // 640)  # each character is sought among those to strip
    elif name in ("split", "rsplit", "splitlines"):
        pieces = text.count(strings[0]) if strings and strings[0] else size // 2
        if numbers and name != "splitlines" and numbers[-1] >= 0:
            pieces = min(pieces, numbers[-1])
        charge(ITEM * (pieces + 1))
    elif name == "join" and args:
        items = [*_charged_items(args[0])]
        charge_made(size * len(items) + sum(len(i) for i in items if isinstance(i, str)))
        args = (items, *args[1:])
    elif name in ("startswith", "endswith") and args and isinstance(args[0], tuple):
        charge(len(args[0]))
    elif name in ("upper", "lower", "title", "capitalize", "casefold", "swapcase"):
        charge_made(2 * size)  # letters may become several
    result = getattr(text, name)(*args, **kwargs)
    if isinstance(result, str):
        charge_made(len(result))
    return result


def _charged_items(items: Any) -> Any:
    for item in items:
        charge(ITEM)
        yield item


def charge_percent(form: str, values: Any) -> None:
    """Charge `form % values`: widths stand in the form, or for "*" among the values."""
    charge_read(len(form))
    given = values if isinstance(values, tuple) else (values,)
    conversions = form.count("%")
    made = len(form) + conversions * _LONGEST_NUMBER
    made += _widths(form)
    if "*" in form:
        made += sum(abs(value) for value in given if isinstance(value, int))
    for value in given:
        length = len(text_of(value))
        made += length * (conversions if isinstance(value, Mapping) else 1)
    charge_made(made)


def charge_format_spec(spec: str) -> None:
    """Charge the widths of one field of `str.format`."""
    charge_made(_LONGEST_NUMBER + _widths(spec))


def _widths(form: str) -> int:
    """The sum of the numbers in a form."""
    return sum(int(digits) if len(digits) < 20 else 10**20 for digits in re.findall(r"\d+", form))


# --- JSON ------------------------------------------------------------------------------------


def to_json(
    value: Any,
    ensure_ascii: bool = False,
    indent: int | str | None = None,
    separators: Any = None,
    sort_keys: bool = False,
) -> str:
    """The filter `tojson`. Not jinja2's own: that one escapes HTML, which models never saw."""
    values, characters = charge_walk(value, 2)
    depth = 0 if indent is None else _depth(value)
    width = len(indent) if isinstance(indent, str) else max(int(indent or 0), 0)
    between = sum(len(s) for s in separators or () if isinstance(s, str))
    charge_made(characters + values * (4 + between + depth * width))
    text = json.dumps(
        value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys
    )
    charge_made(max(0, len(text) - characters))
    return text


def _depth(value: Any) -> int:
    """How deep lists and mappings lie within each other; the walk has bounded it."""
    if isinstance(value, Mapping):
        value = list(value.values())
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list | tuple) else 0


def sort_rounds(items: Any) -> int:
    """How often sorting looks at each item."""
    return 1 + int(math.log2(1 + len(items)))
