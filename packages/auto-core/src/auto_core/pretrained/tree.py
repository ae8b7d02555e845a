"""A model in a few lines: its parts, and how many parameters each has."""

from __future__ import annotations

import math
import re
from typing import Any

_DEPTH = 3  # levels of parts below the model


def tree(model: Any) -> str:
    """The parts of a model with their numbers of parameters, layers of a list in one line.

    FlaxBertModel(22,713,216 parameters, float32)
      embeddings 11,919,360
        word_embeddings.weight 11,720,448
      encoder
        layer 6 x 1,774,464
    """
    counts: dict[tuple[str, ...], int] = {}
    total = 0
    for slot in model.slots():
        count = math.prod(slot.shape)
        total += count
        path = tuple(_steps(slot.name))
        for depth in range(1, len(path) + 1):
            counts[path[:depth]] = counts.get(path[:depth], 0) + count
    lines = [f"{type(model).__name__}({total:,} parameters, {_dtype(model)})"]
    numbers = _numbers(model)
    for path, count in counts.items():
        if len(path) > _DEPTH or path[-1] == "*":
            continue
        many = len(numbers.get(path, ()))
        shown = f"{many} x {count // many:,}" if many else f"{count:,}"
        lines.append(f"{'  ' * len(path)}{path[-1]} {shown}")
    return "\n".join(lines)


def _steps(name: str) -> list[str]:
    """The parts of a tensor's name, numbers of layers as stars, without its last one."""
    *parts, last = re.sub(r"(?<=\.)\d+(?=\.)", "*", name).split(".")
    return parts or [last]


def _numbers(model: Any) -> dict[tuple[str, ...], set[str]]:
    """The list of layers -> the numbers in it; of lists in lists, the outer one's."""
    found: dict[tuple[str, ...], set[str]] = {}
    for slot in model.slots():
        parts = slot.name.split(".")
        for index, part in enumerate(parts[:-1]):
            if part.isdigit():
                found.setdefault(tuple(_steps(".".join(parts[:index]) + ".x")), set()).add(part)
                break
    return found


def _dtype(model: Any) -> str:
    return str(getattr(model, "dtype", "")).rpartition(".")[2].strip("'>") or "no dtype"
