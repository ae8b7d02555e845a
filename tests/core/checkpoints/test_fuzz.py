"""Damaged files of every format: only our errors, and no memory that the file does not have."""

from __future__ import annotations

import io
import json
import tempfile
import tracemalloc
from pathlib import Path

import flax.serialization
import h5py
import numpy as np
import pytest
import torch
from core.checkpoints.files import safetensors_bytes, values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auto_core.checkpoints.budget import Budget
from auto_core.checkpoints.formats import flax_msgpack, keras_h5, pickles, safetensors, torch_bin
from auto_core.checkpoints.hub import read_json
from auto_core.errors import AutoError, UnsafeFileError

ARRAY = values(0, 3, 4)
LIMIT = 64 * 2**20  # bytes: the files have a few thousand


def pytorch(new_format: bool) -> bytes:
    buffer = io.BytesIO()
    state = {"a.weight": torch.from_numpy(ARRAY), "b": torch.ones(2).bfloat16()}
    torch.save(state, buffer, _use_new_zipfile_serialization=new_format)
    return buffer.getvalue()


def hdf5(**options: object) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.create_group("bert").attrs["weight_names"] = [b"x"]
        file.create_dataset("bert/m/bert/dense/kernel:0", data=ARRAY, **options)
        file["bert/m/bert/dense/bias:0"] = ARRAY[0]
    return buffer.getvalue()


FORMATS = {
    "safetensors": (safetensors.read, safetensors_bytes(a=ARRAY, b=ARRAY[0])),
    "zip": (torch_bin.read, pytorch(True)),
    "stream": (torch_bin.read, pytorch(False)),
    "hdf5": (keras_h5.read, hdf5()),
    "hdf5 chunks": (keras_h5.read, hdf5(compression="gzip", shuffle=True)),
    "msgpack": (flax_msgpack.read, flax.serialization.to_bytes({"a": {"kernel": ARRAY}})),
}

fuzz = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
changes = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=6)


def survives(read: object, content: bytes) -> None:
    """Read and touch everything, or raise one of our errors; in little memory."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "file")
        path.write_bytes(content)
        tracemalloc.start()
        try:
            for tensor in read(path)[0].values():
                if tensor.nbytes <= len(content):  # strides may repeat elements, without memory
                    tensor.numpy().copy()
        except AutoError as error:
            assert str(path) in str(error)
        finally:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert peak < LIMIT


@pytest.mark.parametrize("name", FORMATS)
@fuzz
@given(changes=changes, kept=st.one_of(st.just(1.0), st.floats(0, 1)))
def test_changed_and_cut_files(name: str, changes: list[tuple[float, int]], kept: float) -> None:
    read, content = FORMATS[name]
    damaged = bytearray(content)
    # Structure is where bytes are not zero; half of the changes go there.
    used = [index for index, byte in enumerate(content) if byte]
    for number, (share, byte) in enumerate(changes):
        where = used[int(share * len(used))] if number % 2 else int(share * len(content))
        damaged[where] = byte
    survives(read, bytes(damaged[: int(kept * len(damaged))]))


@pytest.mark.parametrize("name", FORMATS)
@fuzz
@given(tail=st.binary(max_size=200), kept=st.integers(0, 40))
def test_the_right_beginning_and_then_anything(name: str, tail: bytes, kept: int) -> None:
    read, content = FORMATS[name]
    survives(read, content[:kept] + tail)


HEADER = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(["F32", "U8"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["dtype", "shape", "data_offsets", "a"]), inner),
    ),
)


@fuzz
@given(header=st.dictionaries(st.sampled_from(["a", "b", "__metadata__"]), HEADER))
def test_safetensors_headers(header: dict) -> None:
    text = json.dumps(header).encode()
    survives(safetensors.read, len(text).to_bytes(8, "little") + text + bytes(16))


@fuzz
@given(
    entries=st.lists(
        st.tuples(st.integers(-2, 20), st.integers(-2, 20), st.lists(st.integers(-1, 5))),
        max_size=3,
    )
)
def test_safetensors_offsets(entries: list[tuple[int, int, list[int]]]) -> None:
    """Whatever is accepted covers the data exactly, each byte once."""
    header = {
        f"t{n}": {"dtype": "U8", "shape": shape, "data_offsets": [begin, end]}
        for n, (begin, end, shape) in enumerate(entries)
    }
    text = json.dumps(header).encode()
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "model.safetensors")
        path.write_bytes(len(text).to_bytes(8, "little") + text + bytes(12))
        try:
            tensors, _ = safetensors.read(path)
        except AutoError:
            return
        assert sum(tensor.nbytes for tensor in tensors.values()) == 12


OPCODES = st.sampled_from(
    [b"(", b"]", b"}", b")", b"K\1", b"a", b"e", b"s", b"u", b"t", b"\x85", b"\x86", b"R", b"b",
     b"Q", b"q\0", b"h\0", b"N", b"X\1\0\0\0a", b"ccollections\nOrderedDict\n", b"\x81", b"\x94",
     b"ctorch._utils\n_rebuild_tensor_v2\n", b"ctorch._utils\n_rebuild_parameter\n",
     b"ctorch._tensor\n_rebuild_from_type_v2\n", b"ctorch\nFloatStorage\n", b"ctorch\nSize\n"]
)  # fmt: skip


@fuzz
@given(program=st.lists(OPCODES, max_size=30))
def test_pickle_programs(program: list[bytes]) -> None:
    """Any program of known instructions ends in data or in an error that the reader expects."""
    content = b"\x80\x02" + b"".join(program) + b"."
    try:
        result = pickles.load(io.BytesIO(content), Budget(len(content), per_byte=pickles.PER_BYTE))
    except (ValueError, TypeError, IndexError, KeyError, UnsafeFileError):
        return
    known = (dict, list, tuple, str, int, type(None))
    assert isinstance(
        result, (*known, pickles.Tensor, pickles.Storage, pickles.DType, pickles.Callee)
    )


@fuzz
@given(content=st.binary(max_size=100))
def test_json(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "config.json")
        path.write_bytes(content)
        try:
            assert isinstance(read_json(path), dict)
        except AutoError as error:
            assert str(path) in str(error)


def test_the_fuzz_starts_from_files_that_can_be_read() -> None:
    with tempfile.TemporaryDirectory() as directory:
        for name, (read, content) in FORMATS.items():
            path = Path(directory, name)
            path.write_bytes(content)
            first = next(iter(read(path)[0].values()))
            assert sorted(first.shape) in ([3, 4], [4]), name
            assert np.isfinite(first.numpy()).all()
