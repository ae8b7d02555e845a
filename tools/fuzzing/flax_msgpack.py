"""`flax_model.msgpack`: trees that flax would not write, floods of small values, bytes."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import msgpack
import numpy as np

from auto_core.checkpoints.formats import flax_msgpack
from fuzzing.frame import Subject
from fuzzing.mutations import NUMBERS, mutate_bytes
from fuzzing.weights import touch


def _array(shape: Any, dtype: Any = "float32", data: Any = None) -> msgpack.ExtType:
    data = bytes(4 * int(np.prod(shape))) if data is None else data
    return msgpack.ExtType(1, msgpack.packb((shape, dtype, data)))


def _chunked(shape: Any, pieces: Any) -> dict[str, Any]:
    return {
        "__msgpack_chunked_array__": True,
        "shape": {str(axis): length for axis, length in enumerate(shape)},
        "chunks": {str(number): piece for number, piece in enumerate(pieces)},
    }


def _tree() -> dict[str, Any]:
    layer = {"dense": {"kernel": _array([3, 4]), "bias": _array([4])}}
    return {"bert": {"layer": {"0": layer, "1": layer}}, "w": _chunked([2, 3], [_array([6])])}


def _seeds() -> list[bytes]:
    flat = {f"a/{n}/kernel": _array([2, 2]) for n in range(200)}
    return [msgpack.packb(_tree()), msgpack.packb(flat)]


def _mutate(random: Random, content: bytes) -> bytes:
    match random.randrange(4):
        case 0:
            return mutate_bytes(random, content)
        case 1:
            count = random.choice((10**3, 10**5))
            return b"\x81\xa1a" + random.choice(
                (
                    b"\xdd" + count.to_bytes(4, "big") + random.choice((b"\x90", b"\x80")) * count,
                    b"\xdd" + count.to_bytes(4, "big") + b"\xd4\1\0" * count,
                    b"\xdd" + count.to_bytes(4, "big") + b"\xc4\0" * count,
                    b"\xdf" + count.to_bytes(4, "big") + b"\xa0\xc0" * count,
                )
            )
        case _:
            tree = _tree()
            for _ in range(random.choice((1, 2, 3))):
                holder = random.choice((tree, tree["bert"]["layer"]["0"]["dense"], tree["w"]))
                key = random.choice((*holder, "x", "kernel", "weight"))
                holder[key] = _value(random)
                if not all(name in tree for name in ("bert", "w")) or "layer" not in _dict(tree):
                    break
            return msgpack.packb(tree, default=str)


def _dict(tree: dict[str, Any]) -> dict[str, Any]:
    inner = tree["bert"]
    usable = isinstance(inner, dict) and isinstance(tree["w"], dict)
    return inner if usable else {}


def _value(random: Random) -> Any:
    number = random.choice([n for n in NUMBERS if -(2**63) <= n < 2**64])
    pieces = [_array([4])] * random.choice((0, 1, 1000))
    return random.choice(
        (
            number,
            str(number),
            None,
            {},
            _array([number], data=bytes(8)),
            _array([0, number], data=b""),
            _array([1] * 40),
            _array([2], random.choice(("object", "float16", b"float32", number))),
            _array([2, 2], data=bytes(random.randrange(20))),
            msgpack.ExtType(random.randrange(128), bytes(random.randrange(40)))
            if random.randrange(2)
            else msgpack.ExtType(3, b"\x93"),
            _chunked([number], pieces),
            _chunked([4 * len(pieces)], pieces),
            _chunked([4 * len(pieces)], [_chunked([4], [_array([4])])] * len(pieces)),
            [_array([1])] * 3,
        )
    )


def _read(path: Path) -> None:
    touch(flax_msgpack.read(path)[0])


SUBJECTS = (Subject("msgpack", "flax_model.msgpack", _seeds, _mutate, _read),)
