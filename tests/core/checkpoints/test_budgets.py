"""Small files that ask for much: each is refused within memory and time in proportion to it.

Read in a child with limits (`core.limits`): an input that gets through ends in an error there, not
in a machine without memory here.
"""

from __future__ import annotations

import io
import json
import pickle
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
import torch
from core.checkpoints.files import safetensors_bytes, values
from core.checkpoints.test_hostile import REBUILD, ext, rebuild, zip_with
from core.limits import limited

from auto_core.checkpoints.hub import Snapshot
from auto_core.checkpoints.weights import Weights

READ = """
for tensor in Weights.open(Snapshot.open(sys.argv[1])).values():
    tensor.numpy().copy()  # as a cast does
"""


def refused(directory: Path, name: str, content: bytes, words: str) -> None:
    (directory / name).write_bytes(content)
    said = limited(READ, directory, memory=2**27 + 24 * len(content))
    assert said.startswith("CorruptFileError: ")
    assert name in said
    assert words in said, said


# --- safetensors ------------------------------------------------------------------------------


def header(text: bytes) -> bytes:
    return len(text).to_bytes(8, "little") + text


SAFETENSORS = {
    "a name twice after many": (
        b"{" + b",".join(b'"%d":0' % n for n in range(150_000)) + b',"x":0,"x":0}',
        "'x' stands twice",
    ),
    "lists in lists": (b'{"a":[' + b",".join([b"[]"] * 10**6) + b"]}", "its header goes over"),
    "objects": (b'{"a":[' + b",".join([b"{}"] * 10**6) + b"]}", "its header goes over"),
    "numbers": (b'{"a":[' + b",".join([b"7777"] * 3 * 10**6) + b"]}", "its header goes over"),
}


@pytest.mark.parametrize("name", SAFETENSORS)
def test_safetensors(tmp_path: Path, name: str) -> None:
    text, words = SAFETENSORS[name]
    refused(tmp_path, "model.safetensors", header(text), words)


def test_a_shard_is_read_once_however_the_index_spells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tensors = {f"t{n}": values(n, 2) for n in range(100)}
    (tmp_path / "a.safetensors").write_bytes(safetensors_bytes(**tensors))
    names = {name: "./" * n + "a.safetensors" for n, name in enumerate(tensors)}
    index = json.dumps({"weight_map": names})
    (tmp_path / "model.safetensors.index.json").write_text(index)
    opened: list[str] = []
    found = Snapshot.shard
    monkeypatch.setattr(
        Snapshot, "shard", lambda self, name, index: opened.append(name) or found(self, name, index)
    )
    assert Weights.open(Snapshot.open(tmp_path)).keys() == tensors.keys()
    assert opened == ["a.safetensors"]


# --- pickles ----------------------------------------------------------------------------------

_MILLION = b"]q\0(" + b"K\1" * 10**5 + b"e"  # a list of many numbers, remembered
_LONG = b"\x8b" + struct.pack("<i", 10**5) + b"\1" * 10**5 + b"q\0"  # a number of 100 kB
_TENSOR = b"ctorch._utils\n_rebuild_tensor_v2\nq\2"

PICKLES = {
    "a list copied by torch.Size": (
        b"\x80\x02}" + _MILLION + b"ctorch\nSize\nq\1(" + b"h\1h\0\x85R" * 20_000 + b"t0.",
        "a shape that is none",
    ),
    "a long shape": (
        b"\x80\x02}" + _MILLION + _TENSOR + b"(" + b"h\2(NK\0h\0h\0tR" * 20_000 + b"t0.",
        "impossible shape",
    ),
    "many arguments": (
        b"\x80\x02}(" + b"K\1" * 10**5 + b"tq\0" + b"ctorch\nTensor\nq\1("
        + b"h\1h\0R" * 20_000 + b"t0.",
        "with 100000 arguments",
    ),
    "long numbers as keys": (
        b"\x80\x02}(" + _LONG + b"N" + b"h\0N" * 200_000 + b"u.",
        "as the key of a dict",
    ),
    "long numbers as offsets": (
        b"\x80\x02}" + _LONG + _TENSOR + b"(" + b"h\2(Nh\0))tR" * 20_000 + b"t0.",
        "impossible shape",
    ),
    "many small things": (b"\x80\x02}(" + b"}" * 10**7 + b"t0.", "an instruction goes over"),
}  # fmt: skip


@pytest.mark.parametrize("name", PICKLES)
def test_pickles(tmp_path: Path, name: str) -> None:
    program, words = PICKLES[name]
    refused(tmp_path, "pytorch_model.bin", zip_with(program, **{"data/0": bytes(4)}), words)


def test_a_tensor_of_stride_0(tmp_path: Path) -> None:
    """Four kilobytes that a cast makes four gigabytes of."""
    tensor = torch.zeros(1).expand(2**15, 2**15)
    torch.save({"w": tensor}, tmp_path / "pytorch_model.bin")
    content = (tmp_path / "pytorch_model.bin").read_bytes()
    assert len(content) < 4000
    refused(tmp_path, "pytorch_model.bin", content, "tensor 'w' goes over")


def test_one_storage_in_many_tensors(tmp_path: Path) -> None:
    storage = torch.zeros(2**19)
    torch.save({f"w{n}": storage for n in range(200)}, tmp_path / "pytorch_model.bin")
    content = (tmp_path / "pytorch_model.bin").read_bytes()
    refused(tmp_path, "pytorch_model.bin", content, "goes over")


def test_honest_views_are_read(tmp_path: Path) -> None:
    """Tied embeddings, transposed and expanded tensors of sizes that occur."""
    matrix = torch.arange(2.0**18).reshape(2**9, 2**9)
    state = {"a": matrix, "b": matrix, "c": matrix, "d": matrix.T, "e": matrix[:, :7]}
    state["positions"] = torch.arange(512).expand((1, -1))
    state["mask"] = torch.ones(1).expand(1024, 1024)
    torch.save(state, tmp_path / "pytorch_model.bin")
    loaded = Weights.open(Snapshot.open(tmp_path))
    for name, tensor in state.items():
        np.testing.assert_array_equal(loaded[name].numpy(), tensor.numpy())


@pytest.mark.parametrize("entry", ["data.pkl", "data/0", "version"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_twice_under_one_name(tmp_path: Path, entry: str) -> None:
    buffer = io.BytesIO(zip_with(rebuild(), **{"data/0": bytes(4), "version": b"3"}))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(f"archive/{entry}", REBUILD)
    refused(tmp_path, "pytorch_model.bin", buffer.getvalue(), f"2 entries 'archive/{entry}'")


# --- MessagePack ------------------------------------------------------------------------------


def _many(value: bytes, count: int) -> bytes:
    return b"\x81\xa1a\xdd" + struct.pack(">I", count) + value * count


def _paths() -> bytes:
    """A name of 100 kB above 10,000 tensors: a path for each."""
    leaf = ext(b"\x93\x90\xa5uint8\xc4\1\0")
    leaves = b"".join(b"\xa5%05d" % n + leaf for n in range(10_000))
    return b"\x81\xdb" + struct.pack(">I", 10**5) + b"x" * 10**5 + b"\xde\x27\x10" + leaves


MESSAGES = {
    "lists": lambda: _many(b"\x90", 2 * 10**7),
    "maps": lambda: _many(b"\x80", 10**7),
    "numbers": lambda: _many(b"\xcd\xff\xff", 10**7),
    "bytes": lambda: _many(b"\xc4\0", 10**7),
    "extensions": lambda: _many(b"\xd4\1\0", 5 * 10**6),
    "long paths": _paths,
}


@pytest.mark.parametrize("name", MESSAGES)
def test_messagepack(tmp_path: Path, name: str) -> None:
    refused(tmp_path, "flax_model.msgpack", MESSAGES[name](), "goes over")


# --- HDF5 -------------------------------------------------------------------------------------


def _h5(write: Callable[[h5py.File], None]) -> bytearray:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        write(file)
    return bytearray(buffer.getvalue())


def _deflated_twice() -> bytes:
    def write(file: h5py.File) -> None:
        plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plist.set_chunk((2**24,))
        for _ in range(2):
            plist.set_filter(h5py.h5z.FILTER_DEFLATE, 0, (9,))
        space = h5py.h5s.create_simple((2**24,))
        dataset = h5py.h5d.create(file.id, b"x:0", h5py.h5t.IEEE_F32LE, space, plist)
        dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, np.zeros(2**24, np.float32))

    return bytes(_h5(write))


def _large_chunk() -> bytes:
    def write(file: h5py.File) -> None:
        options = {"maxshape": (None,), "chunks": (2**26,), "compression": "gzip"}
        file.create_dataset("x:0", data=np.zeros(4, np.float32), **options)

    return bytes(_h5(write))


def _zeros() -> bytes:
    """Honest to look at, but a thousand times as large as the file."""

    def write(file: h5py.File) -> None:
        file.create_dataset("x:0", data=np.zeros(2**25, np.float32), compression="gzip")

    return bytes(_h5(write))


def _chunks(count: int = 16) -> bytearray:
    data = np.random.default_rng(0).integers(0, 255, count * 1000, np.uint8)
    return _h5(lambda file: file.create_dataset("x:0", data=data, chunks=(1000,)))


def _leaves(content: bytearray) -> list[int]:
    """Where the keys of the chunks' tree are: size, mask, offset, 0, address."""
    tree = content.index(b"TREE\x01\x00")
    (used,) = struct.unpack_from("<H", content, tree + 6)
    return [tree + 24 + 32 * index for index in range(used)]


def _one_chunk_many_times() -> bytes:
    content = _chunks()
    leaves = _leaves(content)
    for at in leaves[1:]:
        content[at + 24 : at + 32] = content[leaves[0] + 24 : leaves[0] + 32]
        content[at : at + 4] = struct.pack("<I", 3000)
    return bytes(content)


def _one_chunk_twice() -> bytes:
    content = _chunks()
    first, second = _leaves(content)[:2]
    content[second + 8 : second + 16] = content[first + 8 : first + 16]
    return bytes(content)


def _off_the_grid() -> bytes:
    content = _chunks()
    content[_leaves(content)[1] + 8] += 1
    return bytes(content)


def _overlapping_headers() -> bytes:
    """Continuations that begin 8 bytes after each other and all reach to the end of the file."""
    count = 4000
    head = bytearray(_h5(lambda file: file.create_group("bert")))
    at = len(head)
    size = 24 * count
    block = bytearray(size)
    for index in range(count):  # message 0x10 (16 bytes): the next block
        begin = at + 24 * (index + 1)
        struct.pack_into("<HHI", block, 24 * index, 0x10, 16, 0)
        struct.pack_into("<QQ", block, 24 * index + 8, begin, at + size - begin)
    (root,) = struct.unpack_from("<Q", head, 24 + 40)
    start = root + 16
    struct.pack_into("<HHIQQ", head, start, 0x10, 16, 0, at, size)
    struct.pack_into("<I", head, root + 8, 24)
    struct.pack_into("<Q", head, 24 + 16, at + size)
    return bytes(head + block)


HDF5 = {
    "deflates within deflates": (_deflated_twice, "a filter twice"),
    "a chunk larger than its dataset": (_large_chunk, "a chunk goes over"),
    "zeros": (_zeros, "goes over"),
    "one chunk many times": (_one_chunk_many_times, "the same bytes more than once"),
    "one place twice": (_one_chunk_twice, "two chunks at"),
    "off the grid": (_off_the_grid, "not in its dataset"),
    "overlapping headers": (_overlapping_headers, "goes over"),
}


@pytest.mark.parametrize("name", HDF5)
def test_hdf5(tmp_path: Path, name: str) -> None:
    make, words = HDF5[name]
    refused(tmp_path, "tf_model.h5", make(), words)


@pytest.mark.parametrize("chunks", [(64, 64), (300, 7), (512, 512)])
def test_honest_chunks_are_read(tmp_path: Path, chunks: tuple[int, int]) -> None:
    array = values(0, 300, 200)
    with h5py.File(tmp_path / "tf_model.h5", "w") as file:
        options = {"compression": "gzip", "shuffle": True, "fletcher32": True}
        file.create_dataset("x:0", data=array, chunks=chunks, maxshape=(None, None), **options)
        file.create_dataset("zeros:0", data=np.zeros((300, 200), np.float32), **options)
    loaded = Weights.open(Snapshot.open(tmp_path))
    np.testing.assert_array_equal(loaded["x"].numpy(), array)
    assert not loaded["zeros"].numpy().any()


# --- the limits themselves ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("bytes(2**29)", "MemoryError"),
        ("while True: pass", "-24"),  # SIGXCPU
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_the_limits_are_limits(code: str, words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        limited(code, seconds=1)


def test_a_pickle_of_a_list_is_within_limits(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(pickle.dumps([1]))
    assert "none that torch.save has written" in limited(READ, tmp_path)
