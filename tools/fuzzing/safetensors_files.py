"""`model.safetensors`: its header's tree, its header's text, its bytes."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from safetensors.numpy import save

from auto_core.checkpoints.formats import safetensors
from fuzzing.frame import Subject
from fuzzing.mutations import NUMBERS, mutate_bytes, mutate_tree
from fuzzing.weights import touch


def _seeds() -> list[bytes]:
    array = np.arange(12, dtype=np.float32).reshape(3, 4)
    many = {f"layer.{n}.weight": array for n in range(200)}
    kernels = {"bert/dense/kernel": array, "bert/dense/bias": array[0]}
    return [
        save({"a": array, "b": array[0].astype(np.float16)}, {"format": "pt"}),
        save(many, {"format": "pt"}),
        save(kernels, {"format": "tf"}),
        save({name.replace("/", "."): v for name, v in kernels.items()}, {"format": "flax"}),
    ]


def _mutate(random: Random, content: bytes) -> bytes:
    length = int.from_bytes(content[:8], "little")
    text, data = content[8 : 8 + length], content[8 + length :]
    match random.randrange(6):
        case 0:
            return mutate_bytes(random, content)
        case 1:
            text = mutate_bytes(random, text)
        case 2:
            text = _flood(random)
        case _:
            text = json.dumps(mutate_tree(random, json.loads(text), _special)).encode()
    length = len(text) if random.randrange(10) else random.choice(NUMBERS) % 2**64
    return length.to_bytes(8, "little") + text + data


def _special(random: Random) -> Any:
    """A tensor like another, or ranges that lie over each other."""
    begin, end = random.randrange(60), random.randrange(60)
    shape = random.choice(([end - begin], [1] * 40, [0, 2**62], [2**31, 2**31], []))
    return {
        "dtype": random.choice(("U8", "F32", "F4")),
        "shape": shape,
        "data_offsets": [begin, end],
    }


def _flood(random: Random) -> bytes:
    """Many small things: names that stand twice at the end, brackets, empty objects."""
    count = random.choice((10**3, 10**5))
    match random.randrange(4):
        case 0:
            names = [f'"{n}":0' for n in range(count)]
            return ("{" + ",".join([*names, '"x":0', '"x":0']) + "}").encode()
        case 1:
            return b'{"a":[' + b",".join([b"[]"] * count) + b"]}"
        case 2:
            return b'{"__metadata__":{' + b",".join([b'"a":"b"'] * count) + b"}}"
        case _:
            return b'{"a":{"dtype":"U8","shape":[' + b"1," * count + b'1],"data_offsets":[0,1]}}'


def _read(path: Path) -> None:
    touch(safetensors.read(path)[0])


SUBJECTS = (Subject("safetensors", "model.safetensors", _seeds, _mutate, _read),)
