"""`pytorch_model.bin`: programs of pickle instructions, in a zip or in the older stream."""

from __future__ import annotations

import io
import pickle
import pickletools
import struct
import warnings
import zipfile
from pathlib import Path
from random import Random

from auto_core.checkpoints.formats import torch_bin
from fuzzing.frame import Subject
from fuzzing.mutations import NUMBERS, mutate_bytes
from fuzzing.weights import touch

_INSTRUCTIONS = (
    *(b"(", b"]", b"}", b")", b"K\1", b"K\0", b"a", b"e", b"s", b"u", b"t", b"\x85", b"\x86"),
    *(b"\x87", b"R", b"b", b"Q", b"q\0", b"h\0", b"h\1", b"N", b"X\1\0\0\0a", b"\x81", b"\x94"),
    *(b"ccollections\nOrderedDict\n", b"ctorch._utils\n_rebuild_tensor_v2\n", b"ctorch\nSize\n"),
    *(b"ctorch._utils\n_rebuild_parameter\n", b"ctorch._tensor\n_rebuild_from_type_v2\n"),
    *(b"ctorch\nFloatStorage\n", b"cos\nsystem\n", b"\x8a\x08\0\0\0\0\0\0\0\x40", b"."),
    *(b"h\0\x85R", b"h\0\x85Rq\1", b"\x86\x85\x86", b"J\xff\xff\xff\xff", b"]q\1(h\0h\0e"),
)

# torch._utils._rebuild_tensor_v2 of a storage of 16 float32 called "0": shape [4, 4].
_STORAGE = b"(X\7\0\0\0storageq\0ctorch\nFloatStorage\nX\1\0\0\0" + b"0X\3\0\0\0cpuK\x10tQ"
_TENSOR = (
    b"ctorch._utils\n_rebuild_tensor_v2\n(" + _STORAGE + b"K\0K\4K\4\x86K\4K\1\x86\x89"
    b"ccollections\nOrderedDict\n)RtR"
)
_STATE = b"\x80\x02}q\2(X\1\0\0\0a" + _TENSOR + b"X\1\0\0\0b" + _TENSOR + b"u."


def _zip_seeds() -> list[bytes]:
    return [_archive(_STATE, {"data/0": bytes(range(64)), "version": b"3\n"})]


def _stream_seeds() -> list[bytes]:
    head = b"".join(pickle.dumps(part, 2) for part in (0x1950A86A20F9469CFC6C, 1001, {}))
    return [head + _STATE + pickle.dumps(["0"], 2) + struct.pack("<Q", 16) + bytes(range(64))]


def _archive(state: bytes, entries: dict[str, bytes], *, twice: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.pkl", state)
        for name, content in entries.items():
            archive.writestr(f"archive/{name}", content)
        if twice:
            with warnings.catch_warnings(action="ignore"):  # of exactly this
                archive.writestr(f"archive/{twice}", b"")
    return buffer.getvalue()


def _mutate_zip(random: Random, content: bytes) -> bytes:
    match random.randrange(5):
        case 0:
            return mutate_bytes(random, content)
        case 1:
            twice = random.choice(("data/0", "data.pkl", ""))
            return _archive(_program(random), {"data/0": bytes(64)}, twice=twice)
        case _:
            return _archive(_program(random), {"data/0": bytes(range(64)), "version": b"3\n"})


def _mutate_stream(random: Random, content: bytes) -> bytes:
    if not random.randrange(4):
        return mutate_bytes(random, content)
    start = content.index(_STATE)
    return content[:start] + _program(random) + content[start + len(_STATE) :]


def _program(random: Random) -> bytes:
    """The state's instructions with some taken out, put in, doubled many times or exchanged."""
    starts = [position for _, _, position in pickletools.genops(_STATE)]
    ends = [*starts[1:], len(_STATE)]
    steps = [_STATE[a:b] for a, b in zip(starts, ends, strict=True)]
    for _ in range(random.choice((1, 1, 2, 4, 8))):
        at = random.randrange(1, len(steps))
        match random.randrange(6):
            case 0:
                del steps[at]
            case 1 | 2:
                steps.insert(at, random.choice(_INSTRUCTIONS))
            case 3:
                other = random.randrange(1, len(steps))
                steps[at], steps[other] = steps[other], steps[at]
            case 4:
                end = at + random.choice((1, 2, 5))
                steps[at:end] = steps[at:end] * random.choice((2, 100, 20_000))
            case _:
                number = random.choice(NUMBERS)
                steps[at] = b"\x8a\x09" + (number % 2**64).to_bytes(9, "little")
        if len(steps) < 2:
            break
    return b"".join(steps)


def _read(path: Path) -> None:
    touch(torch_bin.read(path)[0])


SUBJECTS = (
    Subject("bin-zip", "pytorch_model.bin", _zip_seeds, _mutate_zip, _read),
    Subject("bin-stream", "pytorch_model.bin", _stream_seeds, _mutate_stream, _read),
)
