"""What one rendering of a chat template may cost: steps and sizes, charged before they are spent.

A unit is about one node of the template executed. Everything that a template can make large
(texts, lists, numbers) and everything that looks at something large (searching, comparing,
sorting) is charged by its size. The allowance grows with the conversation, so that long ones
fit, and a template cannot spend more than that on anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sized
from contextvars import ContextVar
from typing import Any

from jinja2 import Undefined

from auto_core.errors import InputError

# Published templates use up to 7 % of what grows with the conversation, and nothing of the rest.
BASE = 1_000_000  # units of any rendering
PER_VALUE = 400  # further units for each message, key, number, ... given
PER_CHARACTER = 16  # and for each character given
ITEM = 4  # units of an element of a list
MOST_DEPTH = 100  # of lists within lists
MOST_BITS = 4_096  # of a whole number
_VIEWS = (type({}.keys()), type({}.values()), type({}.items()))
PRINTED = (str, int, float, range, type(None), Undefined)  # and lists and mappings of these


class Allowance:
    """The units that are left to a rendering."""

    def __init__(self, units: int):
        self.units = self.left = units

    def charge(self, units: int) -> None:
        """Take units away.

        Raises:
            InputError: there are not that many left.
        """
        if units < 0:
            raise InputError(f"The chat template was stopped: it charged itself {units} units.")
        self.left -= units
        if self.left < 0:
            raise InputError(
                f"The chat template was stopped: it needs more than the {self.units} units of work "
                "that a conversation of this size allows, so it would hardly end, or fill the "
                "memory."
            )


_current: ContextVar[Allowance] = ContextVar("allowance")
set_current, reset_current = _current.set, _current.reset


def charge(units: int) -> None:
    """Charge the rendering that is going on."""
    _current.get().charge(units)


def for_variables(variables: Mapping[str, Any]) -> Allowance:
    """The allowance of a rendering with these variables."""
    values, characters = _size(variables, None)
    return Allowance(BASE + PER_VALUE * values + PER_CHARACTER * characters)


# --- sizes -----------------------------------------------------------------------------------


def charge_made(length: int) -> None:
    """Charge a text of this length that is going to be made."""
    charge(1 + length // 2)


def charge_read(length: int, sought: int = 0) -> None:
    """Charge looking through a text, for another one of the length `sought`."""
    charge(1 + length * (1 + min(sought, 100) // 8) // 64)


def charge_walk(value: Any, times: int = 1, *, printed: bool = False) -> tuple[int, int]:
    """Charge each value inside a value, `times` times; returns (values, characters) inside it.

    A list may hold another one many times: what counts is how often it would be met. `printed`:
    functions and the like are refused, whose text would be an address in memory.
    """
    if isinstance(value, str):
        charge_read(len(value) * times)
        return 1, len(value)
    if value is None or isinstance(value, bool | float):
        return 1, 8
    allowance = _current.get()
    values, characters = _size(value, allowance, printed=printed)
    allowance.charge((ITEM * values + characters // 64) * (times - 1))
    return values, characters


def _size(value: Any, allowance: Allowance | None, *, printed: bool = False) -> tuple[int, int]:
    """Values and characters inside a value, its keys too."""
    values = characters = 0
    stack: list[Iterator[Any]] = [iter((value,))]
    while stack:
        item = next(stack[-1], stack)
        if item is stack:
            stack.pop()
            continue
        values += 1
        length = _own_length(item)
        characters += length
        if allowance is not None:
            allowance.charge(ITEM + length // 64)
        inside = _inside(item)
        if inside is None:
            if printed and not isinstance(item, PRINTED):
                raise InputError(
                    f"The chat template prints a {type(item).__name__}, which has no text. Did it "
                    "mean to call it?"
                )
        else:
            if len(stack) > MOST_DEPTH:
                raise InputError(
                    f"The chat template was stopped: lists within lists, more than {MOST_DEPTH}."
                )
            stack.append(inside)
    return values, characters


def _own_length(item: Any) -> int:
    if isinstance(item, str):
        return len(item)
    return item.bit_length() // 3 if isinstance(item, int) else 0


def _inside(item: Any) -> Iterator[Any] | None:
    if isinstance(item, Mapping):
        return _pairs(item)
    return iter(item) if isinstance(item, (list, tuple, set, *_VIEWS)) else None


def _pairs(mapping: Mapping[Any, Any]) -> Iterator[Any]:
    for key, value in mapping.items():
        yield key
        yield value


# --- loops -----------------------------------------------------------------------------------


def counted(items: Any, units: int = ITEM) -> Any:
    """The same items, each charged when it is fetched. What has a length keeps it."""
    if items is None or not hasattr(items, "__iter__"):
        return items  # jinja2 has the right words for it
    return CountedItems(items, units) if hasattr(items, "__len__") else _counting(items, units)


class CountedItems(Sized, Iterable[Any]):
    """Something with a length, whose items are charged."""

    def __init__(self, items: Any, units: int):
        self._items, self._units = items, units

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return _counting(self._items, self._units)


def _counting(items: Iterable[Any], units: int) -> Iterator[Any]:
    allowance = _current.get()
    for item in items:
        allowance.charge(units)
        yield item


# --- numbers ---------------------------------------------------------------------------------


def check_bits(bits: int) -> None:
    """Refuse whole numbers that no text needs and that take long to compute with."""
    if bits > MOST_BITS:
        raise InputError(
            f"The chat template was stopped: a number of {bits} bits, at most {MOST_BITS} are "
            "allowed."
        )
