"""The filters and tests that chat templates may use, each charged for what it looks at and makes.

What is not in these tables does not exist for a template: jinja2 has more, for web pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import pass_environment
from jinja2.filters import FILTERS, make_attrgetter
from jinja2.tests import TESTS

from auto_core.errors import InputError
from auto_core.tokenizers.chat import values
from auto_core.tokenizers.chat.allowance import (
    ITEM,
    charge,
    charge_made,
    charge_walk,
    counted,
)

# By what they do with what they are given.
_TEXTS = ("capitalize", "e", "escape", "lower", "safe", "title", "truncate", "upper", "wordcount")
_EACH_ITEM = ("map", "reject", "rejectattr", "select", "selectattr")
_SORTED = ("dictsort", "groupby", "max", "min", "sort", "unique")
_AT_ONCE = ("abs", "count", "d", "default", "first", "items", "last", "length")
_MOST_DIGITS = 30

Filter = Callable[..., Any]


def allowed_filters() -> dict[str, Filter]:
    """Name -> filter."""
    found = {
        "attr": _attr,
        "batch": _batch,
        "center": _center,
        "float": _number(FILTERS["float"]),
        "format": _format,
        "indent": _indent,
        "int": _number(FILTERS["int"]),
        "join": _join,
        "list": lambda value: list(counted(value)),
        "replace": _replace,
        "reverse": _reverse,
        "round": _round,
        "slice": _slice,
        "string": _text,
        "sum": _sum,
        "tojson": values.to_json,
        "trim": _trim,
        "urlencode": _walking(FILTERS["urlencode"]),
    }
    makers = ((_TEXTS, _reading), (_EACH_ITEM, _counting), (_SORTED, _sorting))
    for names, make in makers:
        found |= {name: _like(FILTERS[name], make(FILTERS[name])) for name in names}
    return found | {name: FILTERS[name] for name in _AT_ONCE}


def allowed_tests() -> dict[str, Filter]:
    """Name -> test: all that jinja2 has, but comparisons are charged."""
    comparisons = {
        "eq": ("==", "equalto"),
        "ne": ("!=",),
        "gt": (">", "greaterthan"),
        "gteq": (">=", "ge"),
        "lt": ("<", "lessthan"),
        "lteq": ("<=", "le"),
        "in": (),
    }
    found = dict(TESTS)
    for name, further in comparisons.items():
        test = _comparison(name)
        found |= {other: test for other in (name, *further) if other in TESTS}
    for name in ("lower", "upper"):
        found[name] = _test_of_text(TESTS[name])
    return found


def _comparison(name: str) -> Filter:
    return lambda left, right: values.compare(left, name, right)


def _test_of_text(test: Filter) -> Filter:
    def charged(value: Any) -> Any:
        text = _text(value)
        charge_made(len(text))
        return test(text)

    return charged


# --- what is charged -------------------------------------------------------------------------


def _like(other: Filter, function: Filter) -> Filter:
    """Let jinja2 pass what it passes to `other` (its environment, or context) first."""
    passed = getattr(other, "jinja_pass_arg", None)
    if passed is not None:
        function.jinja_pass_arg = passed  # type: ignore[attr-defined]
    return function


def _lead(function: Filter) -> int:
    """How many arguments jinja2 passes before the value."""
    return int(hasattr(function, "jinja_pass_arg"))


def _text(value: Any) -> str:
    """A text, as it is or made of a value."""
    return value if isinstance(value, str) else values.text_of(value)


def _reading(function: Filter) -> Filter:
    lead = _lead(function)

    def charged(*args: Any, **options: Any) -> Any:
        text = _text(args[lead])
        charge_made(2 * len(text))  # words are made, escapes are longer
        result = function(*args[:lead], text, *args[lead + 1 :], **options)
        if isinstance(result, str):
            charge_made(len(result))
        return result

    return charged


def _counting(function: Filter) -> Filter:
    lead = _lead(function)

    def charged(*args: Any, **options: Any) -> Any:
        names = (*args[lead + 1 :], *options.values())  # "a.b.c" is followed for each item
        units = ITEM + sum(len(name) for name in names if isinstance(name, str)) // 4
        return function(*args[:lead], counted(args[lead], units), *args[lead + 1 :], **options)

    return charged


def _sorting(function: Filter) -> Filter:
    lead = _lead(function)

    def charged(*args: Any, **options: Any) -> Any:
        value = args[lead]
        if not isinstance(value, Mapping):
            value = list(counted(value))
        charge_walk(value, 2 * values.sort_rounds(value))
        return function(*args[:lead], value, *args[lead + 1 :], **options)

    return charged


def _walking(function: Filter) -> Filter:
    lead = _lead(function)

    def charged(*args: Any, **options: Any) -> Any:
        _, characters = charge_walk(args[lead])
        charge_made(12 * characters)
        return function(*args, **options)

    return charged


# --- filters of our own ----------------------------------------------------------------------


@pass_environment
def _attr(environment: Any, value: Any, name: Any) -> Any:
    if not isinstance(name, str) or not hasattr(value, name):  # else an item would do
        return environment.undefined(obj=value, name=name)
    return environment.getattr(value, name)


def _number(function: Filter) -> Filter:
    def charged(value: Any, *args: Any, **options: Any) -> Any:
        if isinstance(value, str):
            charge_made(len(value))
        return function(value, *args, **options)

    return charged


def _trim(value: Any, chars: Any = None) -> Any:
    args = () if chars is None else (values.text_of(chars),)
    return values.string_method("strip", _text(value), args, {})


def _center(value: Any, width: int = 80) -> Any:
    return values.string_method("center", _text(value), (width,), {})


def _replace(value: Any, old: Any, new: Any, count: int | None = None) -> Any:
    args = (values.text_of(old), values.text_of(new), -1 if count is None else count)
    return values.string_method("replace", values.text_of(value), args, {})


def _format(value: Any, *args: Any, **options: Any) -> Any:
    form = _text(value)
    values.charge_percent(form, options or args)
    return form % (options or args)


def _indent(value: Any, width: int | str = 4, first: bool = False, blank: bool = False) -> str:
    text = values.text_of(value)
    charge(ITEM * (1 + len(text) // 2))
    lines = (text + "\n").splitlines()
    space = len(width) if isinstance(width, str) else max(width, 0)
    charge_made(2 * (len(text) + (len(lines) + 1) * (1 + space)))
    indention = width if isinstance(width, str) else " " * width
    rest = [indention + line if line or blank else line for line in lines[1:]]
    return "\n".join([indention * bool(first) + lines[0], *rest])


@pass_environment
def _join(environment: Any, value: Any, d: Any = "", attribute: Any = None) -> str:
    items = _attributes(environment, value, attribute)
    separator = values.text_of(d)
    texts = []
    for item in items:
        charge_made(len(separator))
        texts.append(values.text_of(item))
        charge_made(len(texts[-1]))
    return separator.join(texts)


@pass_environment
def _sum(environment: Any, value: Any, attribute: Any = None, start: Any = 0) -> Any:
    total = start
    for item in _attributes(environment, value, attribute):
        total = environment.call_binop(None, "+", total, item)
    return total


def _attributes(environment: Any, value: Any, attribute: Any) -> Any:
    if attribute is None:
        return counted(value)
    return map(make_attrgetter(environment, attribute), counted(value, ITEM + len(str(attribute))))


def _reverse(value: Any) -> Any:
    if isinstance(value, str):
        return values.sliced(value, None, None, -1)
    return reversed(list(counted(value)))


def _round(value: Any, precision: int = 0, method: str = "common") -> Any:
    if not isinstance(precision, int) or abs(precision) > _MOST_DIGITS:
        raise InputError(
            f"The chat template rounds to {precision!r:.40} digits, expected at most "
            f"{_MOST_DIGITS}."
        )
    return FILTERS["round"](value, precision, method)


def _batch(value: Any, linecount: int, fill_with: Any = None) -> Any:
    line: list[Any] = []
    for item in counted(value):
        if len(line) == linecount:
            yield line
            line = []
        line.append(item)
    if line:
        if fill_with is not None and len(line) < linecount:
            charge(ITEM * (linecount - len(line)))
            line += [fill_with] * (linecount - len(line))
        yield line


def _slice(value: Any, slices: int, fill_with: Any = None) -> Any:
    items = list(counted(value))
    charge(ITEM * (len(items) + max(slices, 0)))
    return FILTERS["slice"](items, slices, fill_with)
