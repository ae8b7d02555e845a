"""`tf_model.h5`: numbers of its structures, which are pointers and sizes, exchanged and changed."""

from __future__ import annotations

import io
from pathlib import Path
from random import Random

import h5py
import numpy as np

from auto_core.checkpoints.formats import keras_h5
from fuzzing.frame import Subject
from fuzzing.mutations import mutate_bytes
from fuzzing.weights import touch


def _seeds() -> list[bytes]:
    return [
        _file(),
        _file(many=60),
        _file(compression="gzip", shuffle=True, fletcher32=True),
        _file(compression="gzip", chunks=(2, 2)),
        _file(compression="gzip", chunks=(64, 64), maxshape=(None, None)),
    ]


def _file(many: int = 1, **options: object) -> bytes:
    buffer = io.BytesIO()
    array = np.arange(12, dtype=np.float32).reshape(3, 4)
    with h5py.File(buffer, "w") as file:
        file.create_group("bert").attrs["weight_names"] = [b"x"]
        for number in range(many):
            name = f"bert/m/bert/layer_._{number}/dense"
            file.create_dataset(f"{name}/kernel:0", data=array, **options)
            file[f"{name}/bias:0"] = array[0]
    return buffer.getvalue()


def _mutate(random: Random, content: bytes) -> bytes:
    """Half of the changes go where bytes are not zero: there is the structure."""
    if not random.randrange(4):
        return mutate_bytes(random, content)
    data = bytearray(content)
    used = [at for at, byte in enumerate(data) if byte]
    for _ in range(random.choice((1, 1, 2, 3, 5))):
        at = random.choice(used)
        width = random.choice((1, 2, 4, 8))
        start = at - at % 8 if random.randrange(2) else at
        match random.randrange(4):
            case 0:
                data[at] = random.randrange(256)
            case 1:  # a pointer or a size from elsewhere
                other = random.choice(used)
                other -= other % 8 if width == 8 else 0
                data[start : start + width] = data[other : other + width]
            case 2:
                number = random.choice((0, 1, 2, 255, 2**16 - 1, 2**20, 2**31, 2**63, len(data)))
                number = number % 2 ** (8 * width)
                data[start : start + width] = number.to_bytes(width, "little")
            case _:  # a structure over another one: a filter twice, a chunk that is counted again
                size = random.choice((8, 24, 40, 100))
                other = random.choice(used)
                data[start : start + size] = data[other : other + size]
    return bytes(data[: len(content)])


def _read(path: Path) -> None:
    touch(keras_h5.read(path)[0])


SUBJECTS = (Subject("h5", "tf_model.h5", _seeds, _mutate, _read),)
