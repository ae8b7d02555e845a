"""What a `size` option means, and the size that an image gets from it.

A size is written as a dict with one of the key sets of `SIZE_KEYS`; older files hold an integer
or a pair. The rules below map the (height, width) of an image and the options of a processor to
the (height, width) to resize to. Models differ in how they round, and rounding decides pixels, so
each convention is its own function.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from auto_core.errors import InputError

HeightWidth = tuple[int, int]
SizeRule = Callable[[HeightWidth, Mapping[str, Any]], HeightWidth]

MAX_SIDE = 2**14  # pixels of what an image is resized, cropped or padded to
SIZE_KEYS = (
    {"height", "width"},
    {"shortest_edge"},
    {"shortest_edge", "longest_edge"},
    {"longest_edge"},
    {"max_height", "max_width"},
)


def square(side: int) -> dict[str, int]:
    return exactly(side, side)


def exactly(height: int, width: int) -> dict[str, int]:
    return {"height": height, "width": width}


def shortest(edge: int, *, at_most: int | None = None) -> dict[str, int]:
    """The shorter side becomes `edge`, unless the longer one would then be over `at_most`."""
    return {"shortest_edge": edge, **({} if at_most is None else {"longest_edge": at_most})}


def longest(edge: int) -> dict[str, int]:
    return {"longest_edge": edge}


def size_dict(
    value: Any, *, name: str = "size", to_square: bool = True, longest_edge: int | None = None
) -> dict[str, int]:
    """The dict form of a size: an integer, a (height, width) pair or a dict already.

    An integer is the side of a square, or with `to_square=False` the shortest edge (and
    `longest_edge` then bounds the other one).

    Raises:
        InputError: the value is none of these, or the dict has an unknown set of keys.
    """
    _check_sides(value, name)
    if isinstance(value, int) and not isinstance(value, bool):
        if to_square:
            return square(value)
        return shortest(value, at_most=longest_edge)
    if isinstance(value, list | tuple) and len(value) == 2:
        return {"height": value[0], "width": value[1]}
    if value is None and longest_edge is not None:
        return {"longest_edge": longest_edge}
    if isinstance(value, Mapping):
        known = {key: side for key, side in value.items() if side is not None}
        if set(known) in SIZE_KEYS:
            return known
    keys = "; ".join("+".join(sorted(keys)) for keys in SIZE_KEYS)
    raise InputError(
        f"{name} is {value!r}, expected an integer, (height, width), or a dict with the keys "
        f"{keys}."
    )


def _check_sides(value: Any, name: str) -> None:
    """Refuse sides that are no numbers, or that no memory holds the square of."""
    sides: Iterable[Any] = value.values() if isinstance(value, Mapping) else [value]
    if isinstance(value, list | tuple):
        sides = value
    for side in sides:
        if side is None:
            continue
        number = isinstance(side, int | float) and not isinstance(side, bool)
        if not number or not 0 <= side <= MAX_SIDE:
            raise InputError(f"{name} is {value!r:.100}, expected sides of 0 to {MAX_SIDE} pixels.")


def over(side: int, share: float) -> int:
    """The side of an image of which `share` is cut out, `side` pixels long.

    Raises:
        InputError: it would be more than any side may be.
    """
    if not share > 0 or side / share > MAX_SIDE:
        raise InputError(
            f"crop_pct is {share!r:.100}, which makes {side} pixels of more than {MAX_SIDE}."
        )
    return int(side / share)


def height_and_width(size: Mapping[str, int], *, name: str = "size") -> HeightWidth:
    """The exact size.

    Raises:
        InputError: the size is given in another form.
    """
    if "height" not in size or "width" not in size:
        raise InputError(f"{name} is {dict(size)}, but this step needs 'height' and 'width'.")
    return size["height"], size["width"]


def edges(size: Mapping[str, int]) -> HeightWidth:
    """Both edges as the height and width of what images are padded to; a square without a longer.

    Raises:
        InputError: the size is given in another form.
    """
    if "shortest_edge" not in size:
        raise InputError(f"size is {dict(size)}, but this step needs 'shortest_edge'.")
    return size["shortest_edge"], size.get("longest_edge") or size["shortest_edge"]


def _no_rule(size: Mapping[str, int], *expected: str) -> InputError:
    return InputError(
        f"size is {dict(size)}, but this processor resizes by {' or '.join(expected)}."
    )


# --- the general rule ----------------------------------------------------------------------


def general(shape: HeightWidth, options: Mapping[str, Any]) -> HeightWidth:
    """The convention of most processors, by the keys of `size`."""
    size = options["size"] or {}
    if "shortest_edge" in size and "longest_edge" in size:
        return shortest_edge_bounded(shape, size["shortest_edge"], size["longest_edge"])
    if "shortest_edge" in size:
        return shortest_edge(shape, size["shortest_edge"])
    if "max_height" in size:
        return fit_within(shape, size["max_height"], size["max_width"])
    if "height" in size:
        return size["height"], size["width"]
    raise _no_rule(size, "height+width", "max_height+max_width", "shortest_edge[+longest_edge]")


def shortest_edge(shape: HeightWidth, edge: int) -> HeightWidth:
    """Scale so that the shorter side is `edge`; the longer one is rounded down."""
    height, width = shape
    if width <= height:
        return int(edge * height / width), edge
    return edge, int(edge * width / height)


def shortest_edge_bounded(shape: HeightWidth, edge: int, longest: int) -> HeightWidth:
    """Scale so that the shorter side is `edge`, or less where the longer would pass `longest`."""
    height, width = shape
    exact: float = edge
    short, long = float(min(shape)), float(max(shape))
    if long / short * edge > longest:
        exact = longest * short / long
        edge = round(exact)
    if (height <= width and height == edge) or (width <= height and width == edge):
        return height, width
    if width < height:
        return int(exact * height / width), edge
    return edge, int(exact * width / height)


def fit_within(shape: HeightWidth, max_height: int, max_width: int) -> HeightWidth:
    """The largest size of the same aspect ratio within the bounds (small images grow)."""
    height, width = shape
    scale = min(max_height / height, max_width / width)
    return int(height * scale), int(width * scale)


# --- conventions of single models ------------------------------------------------------------


def bounded(shape: HeightWidth, options: Mapping[str, Any]) -> HeightWidth:
    """DETR: like `general`, but a shortest edge must come with a longest one."""
    if set(options["size"]) == {"shortest_edge"}:
        raise _no_rule(options["size"], "height+width", "max_height+max_width", "both edges")
    return general(shape, options)


def bounded_multiple_of_16(shape: HeightWidth, options: Mapping[str, Any]) -> HeightWidth:
    """YOLOS: like DETR with both sides cut down to multiples of 16."""
    size = options["size"]
    if "shortest_edge" not in size:
        return bounded(shape, options)
    if "longest_edge" not in size:
        raise _no_rule(size, "height+width", "max_height+max_width", "both edges")
    height, width = shape
    edge, longest = size["shortest_edge"], size["longest_edge"]
    exact: float = edge
    short, long = float(min(shape)), float(max(shape))
    if long / short * edge > longest:
        exact = longest * short / long
        edge = round(exact)
    if width < height:
        new = int(exact * height / width), edge
    elif height == edge:
        new = height, width
    else:
        new = edge, int(exact * width / height)
    return new[0] - new[0] % 16, new[1] - new[1] % 16


def bounded_up_to_divisor(shape: HeightWidth, options: Mapping[str, Any]) -> HeightWidth:
    """MaskFormer: like DETR with both sides rounded up to multiples of `size_divisor`."""
    height, width = bounded(shape, options)
    divisor = options["size_divisor"] or 0
    if divisor <= 0:
        return height, width
    return math.ceil(height / divisor) * divisor, math.ceil(width / divisor) * divisor


def multiple_of(shape: HeightWidth, options: Mapping[str, Any]) -> HeightWidth:
    """DPT: the side that needs less change sets the scale; both are rounded to a multiple."""
    height, width = shape
    target_height, target_width = height_and_width(options["size"])
    scale_height, scale_width = target_height / height, target_width / width
    if options["keep_aspect_ratio"]:
        if abs(1 - scale_width) < abs(1 - scale_height):
            scale_height = scale_width
        else:
            scale_width = scale_height
    multiple = options["ensure_multiple_of"]
    return (
        round(scale_height * height / multiple) * multiple,
        round(scale_width * width / multiple) * multiple,
    )


def down_to_divisor(shape: HeightWidth, options: Mapping[str, Any]) -> HeightWidth:
    """GLPN: both sides rounded down to multiples of `size_divisor`."""
    divisor = options["size_divisor"]
    return shape[0] // divisor * divisor, shape[1] // divisor * divisor


def vilt(shape: HeightWidth, options: Mapping[str, Any]) -> HeightWidth:
    """ViLT: shortest edge, the other bounded by 1333/800 of it, down to multiples."""
    size, divisor = options["size"], options["size_divisor"]
    if "shortest_edge" not in size:
        raise _no_rule(size, "shortest_edge")
    edge = size["shortest_edge"]
    longest = int(1333 / 800 * edge)
    scale = edge / min(shape)
    height: float
    width: float
    if shape[0] < shape[1]:
        height, width = edge, scale * shape[1]
    else:
        height, width = scale * shape[0], edge
    if max(height, width) > longest:
        scale = longest / max(height, width)
        height, width = scale * height, scale * width
    height, width = int(height + 0.5), int(width + 0.5)
    return height // divisor * divisor, width // divisor * divisor


def longest_edge(shape: HeightWidth, options: Mapping[str, Any]) -> HeightWidth:
    """SAM: scale so that the longer side is `longest_edge`, rounding half up."""
    if "longest_edge" not in options["size"]:
        raise _no_rule(options["size"], "longest_edge")
    scale = options["size"]["longest_edge"] * 1.0 / max(shape)
    return int(shape[0] * scale + 0.5), int(shape[1] * scale + 0.5)
