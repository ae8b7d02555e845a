"""Mutations that know a structure: of bytes with numbers in them, and of JSON-like trees."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

# Numbers at which sizes, signs and widths turn.
NUMBERS = (
    *(-1, 0, 1, 2, 3, 7, 8, 31, 32, 33, 127, 128, 255, 256, 4095, 4096, 65535, 65536),
    *(10**6, 2**24, 10**9, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**48, 2**53, 2**63 - 1),
    *(2**63, 2**64 - 1, 2**64, -(2**31), -(2**63), 10**40),
)
_FLOATS = (0.5, -0.5, 1e308, -1e308, float("inf"), float("-inf"), float("nan"), 1e-320)
_TEXTS = (
    *("", " ", "a", "\0", "..", "../../../evil", "/etc/passwd", "C:\\evil", "a/b", "é" * 50),
    *("None", "True", "null", "{{ x }}", "%s" * 20, "\x1b[31mred", "\ud800", "9" * 400),
    "x" * 10**5,
)


def mutate_bytes(random: Random, content: bytes) -> bytes:
    """Some bytes changed, numbers replaced by others, parts moved, doubled or cut."""
    data = bytearray(content)
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        if not data:
            break
        at, width = random.randrange(len(data)), random.choice((1, 2, 4, 8))
        end = min(len(data), at + random.choice((1, 4, 16, 64, 500)))
        match random.randrange(8):
            case 0:
                data[at] = random.randrange(256)
            case 1:
                data[at] ^= 1 << random.randrange(8)
            case 2 | 3:
                at -= at % width
                order = random.choice(("little", "big"))
                number = random.choice(NUMBERS) % 2 ** (8 * width)
                data[at : at + width] = number.to_bytes(width, order)
            case 4:  # a number from elsewhere: a pointer to something else
                at, other = at - at % width, random.randrange(len(data))
                other -= other % width
                data[at : at + width] = data[other : other + width]
            case 5:
                del data[at:end]
            case 6:
                index = random.randrange(len(data))
                data[index:index] = data[at:end] * random.choice((1, 1, 2, 50))
            case _:
                del data[random.randrange(len(data)) :]
    return bytes(data)


def mutate_tree(random: Random, tree: Any, special: Callable[[Random], Any] | None = None) -> Any:
    """A copy of nested dicts and lists with a few values, keys or branches changed.

    `special` makes values that only this kind of tree knows.
    """
    tree = json.loads(json.dumps(tree))
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        nodes = list(_nodes(tree))
        if not nodes:
            return _value(random)
        holder, key = random.choice(nodes)
        match random.randrange(10):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, dict):
                holder[random.choice((*_TEXTS, str(key).upper(), f"{key}_"))] = holder.pop(key)
            case 2:  # another branch here: of another type, or nested into itself
                other, name = random.choice(nodes)
                if isinstance(other, dict | list) and _has(other, name):
                    holder[key] = json.loads(json.dumps(other[name]))
            case 3 if isinstance(holder, list) and len(holder) < 1000:
                holder *= random.choice((2, 3, 50))
            case 4 if special is not None:
                holder[key] = special(random)
            case _:
                holder[key] = _value(random)
    return tree


def mutate_json(
    random: Random, content: bytes, special: Callable[[Random], Any] | None = None
) -> bytes:
    """A JSON file with its tree changed, now and then with a name twice, or with its bytes."""
    if not random.randrange(8):
        return mutate_bytes(random, content)
    text = json.dumps(mutate_tree(random, json.loads(content), special))
    if not random.randrange(10):
        text = text.replace("{", '{"a": 1, "a": ', 1) if random.randrange(2) else text * 2
    return text.encode("utf-8", "surrogatepass")


def _value(random: Random) -> Any:
    match random.randrange(8):
        case 0 | 1 | 2:
            return random.choice(NUMBERS)
        case 3:
            return random.choice(_FLOATS)
        case 4:
            return random.choice(_TEXTS)
        case 5:
            return random.choice((None, True, False, [], {}, [[]], {"a": {}}, [None] * 3))
        case 6:
            value: Any = random.choice((1, "a"))
            for _ in range(random.choice((3, 50, 400))):
                value = [value] if random.randrange(2) else {"a": value}
            return value
        case _:
            return [random.choice(NUMBERS) for _ in range(random.choice((1, 3, 40, 5000)))]


def _nodes(tree: Any) -> Any:
    """Each holder and key of the tree."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict | list):
            for key in list(node) if isinstance(node, dict) else range(len(node)):
                yield node, key
                waiting.append(node[key])


def _has(holder: Any, key: Any) -> bool:
    return key in holder if isinstance(holder, dict) else key < len(holder)
