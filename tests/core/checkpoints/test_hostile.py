"""Files made to get out, to run something, or to fill the memory; docs/security.md points here."""

from __future__ import annotations

import io
import json
import os
import pickle
import struct
import tracemalloc
import zipfile
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest
import torch
from core.checkpoints.files import safetensors_bytes, values

from auto_core.checkpoints.hub import Snapshot, read_json
from auto_core.checkpoints.weights import Weights
from auto_core.errors import (
    CheckpointError,
    CorruptFileError,
    PathNotFoundError,
    ShardMissingError,
    UnsafeFileError,
)


def load(directory: Path | Snapshot, **options: object) -> Weights:
    return Weights.open(Snapshot.open(directory), **options)


@pytest.fixture
def small_memory() -> Iterator[None]:
    """Fail if Python allocates more than 32 MB: every file here is tiny."""
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 32 * 2**20


# --- paths ------------------------------------------------------------------------------------

OUTSIDE = ["../secret.safetensors", "/etc/secret.safetensors", "a/../../secret.safetensors",
           "..\\secret.safetensors", "C:\\secret.safetensors", "x\0.safetensors"]  # fmt: skip


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    (tmp_path / "secret.safetensors").write_bytes(safetensors_bytes(a=values(0, 2)))
    (tmp_path / "model").mkdir()
    return tmp_path / "model"


def write_index(directory: Path, shard: str) -> None:
    index = json.dumps({"weight_map": {"a": shard}})
    (directory / "model.safetensors.index.json").write_text(index)


@pytest.mark.parametrize("shard", OUTSIDE)
def test_a_shard_index_cannot_name_a_file_outside(inside: Path, shard: str) -> None:
    write_index(inside, shard)
    with pytest.raises(UnsafeFileError, match="leads out"):
        load(inside)


def test_a_name_that_no_file_system_takes(inside: Path) -> None:
    write_index(inside, "x" * 5000)
    with pytest.raises(ShardMissingError, match="names the shard 'xxx"):
        load(inside)
    with pytest.raises(PathNotFoundError):
        Snapshot.open("./" + "x" * 5000)


@pytest.mark.parametrize("linked", ["file", "folder"])
def test_a_shard_cannot_be_a_link_to_outside(inside: Path, linked: str) -> None:
    if linked == "file":
        (inside / "shard.safetensors").symlink_to(inside.parent / "secret.safetensors")
    else:
        (inside / "folder").symlink_to(inside.parent)
    write_index(inside, "shard.safetensors" if linked == "file" else "folder/secret.safetensors")
    with pytest.raises(UnsafeFileError, match="link out of"):
        load(inside)


@pytest.mark.parametrize("linked", ["file", "folder"])
def test_links_of_the_folders_owner_are_followed_when_allowed(
    inside: Path, linked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if linked == "file":
        (inside / "shard.safetensors").symlink_to(inside.parent / "secret.safetensors")
    else:
        (inside / "folder").symlink_to(inside.parent)
    write_index(inside, "shard.safetensors" if linked == "file" else "folder/secret.safetensors")
    with pytest.raises(UnsafeFileError, match="pass allow_links=True"):
        load(inside)
    assert load(Snapshot.open(inside, allow_links=True)).keys()
    status = Path.lstat

    def of_another_user(path: Path) -> os.stat_result:
        found = list(status(path))
        return os.stat_result([*found[:4], found[4] + 1, *found[5:]])

    monkeypatch.setattr(Path, "lstat", of_another_user)
    monkeypatch.setattr(Path, "is_symlink", lambda path: os.path.islink(path))
    with pytest.raises(UnsafeFileError, match=r"is another user's \(uid \d+, expected \d+\)"):
        load(Snapshot.open(inside, allow_links=True))


def test_links_within_the_hub_cache_are_its_own(tmp_path: Path) -> None:
    repo = tmp_path / "models--user--model"
    blobs, snapshot = repo / "blobs", repo / "snapshots" / ("a" * 40)
    blobs.mkdir(parents=True)
    snapshot.mkdir(parents=True)
    (blobs / "1234").write_bytes(safetensors_bytes(a=values(0, 2)))
    (snapshot / "shard.safetensors").symlink_to(blobs / "1234")
    write_index(snapshot, "shard.safetensors")
    assert load(snapshot).keys() == {"a"}


@pytest.mark.parametrize("subfolder", ["..", "../model", "/etc", "a/../..", "..\\x", "C:x"])
def test_a_subfolder_cannot_lead_outside(inside: Path, subfolder: str) -> None:
    with pytest.raises(UnsafeFileError, match="leads out"):
        Snapshot.open(inside, subfolder=subfolder)


def test_a_subfolder_cannot_be_a_link_to_outside(inside: Path) -> None:
    (inside / "sub").symlink_to(inside.parent)
    with pytest.raises(UnsafeFileError, match="link out of"):
        Snapshot.open(inside, subfolder="sub")


def test_a_missing_shard_is_named(inside: Path) -> None:
    write_index(inside, "gone.safetensors")
    with pytest.raises(ShardMissingError, match=r"gone\.safetensors.*not there"):
        load(inside)


# --- JSON -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "Git-LFS pointer"),
        (b'{\n  "a": 1,\n  oops\n}', "line 3 column 3"),
        (b'{"a": ' * 100_000, "nested too deep"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deep"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "not valid JSON"),
        (b"\xff\xfe\x00", "not valid JSON"),
        (b"[1, 2]", "holds a list"),
        (b"NaN", "holds a float"),
    ],
)
def test_json(tmp_path: Path, small_memory: None, content: bytes, words: str) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(content)
    with pytest.raises(CorruptFileError, match=words) as caught:
        read_json(path)
    assert str(path) in str(caught.value)


# --- safetensors ------------------------------------------------------------------------------


def safetensors_file(header: object, data: bytes = b"", length: int | None = None) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def entry(begin: int, end: int, shape: list, dtype: str = "F32") -> dict:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"abc", "not a safetensors file"),
        (safetensors_file({}, length=2**40), "not a safetensors file"),
        (safetensors_file({}, length=90_000_000), "truncated.*90000008.*has 10"),
        (safetensors_file(b"{oops"), "not valid JSON"),
        (safetensors_file(b"[" * 100_000), "not valid JSON"),
        (safetensors_file([1]), "not a JSON object"),
        (safetensors_file({"a": entry(0, 8, [2])}, b"1234"), "truncated.*bytes, the file has"),
        (safetensors_file({"a": entry(0, 4, [1])}, b"12345678"), "describes only"),
        (safetensors_file({"a": entry(4, 8, [1])}, b"12345678"), "leaves a hole"),
        (
            safetensors_file({"a": entry(0, 8, [2]), "b": entry(4, 8, [1])}, b"12345678"),
            "overlaps",
        ),
        (safetensors_file({"a": entry(0, 4, [2])}, b"1234"), "needs 8 bytes.*give 4"),
        (safetensors_file({"a": entry(-4, 0, [1])}, b"1234"), "integers of at least 0"),
        (safetensors_file({"a": entry(8, 4, [-1])}, b"12345678"), "integers of at least 0"),
        (safetensors_file({"a": entry(0, 4, [2**63, 2**63, 0])}, b"1234"), "memory can hold"),
        (safetensors_file({"a": entry(0, 0, [0, 2**62])}), "memory can hold"),
        (safetensors_file({"a": entry(0, 4, [1] * 1000)}, b"1234"), "memory can hold"),
        (safetensors_file({"a": entry(0, 4, [1.0])}, b"1234"), "integers of at least 0"),
        (safetensors_file({"a": entry(0, 4, [True])}, b"1234"), "integers of at least 0"),
        (safetensors_file({"a": entry(0, 4, [1], "F99")}, b"1234"), "dtype 'F99'"),
        (safetensors_file({"a": {"dtype": "F32"}}), "needs dtype, shape"),
        (safetensors_file({"a": 3}), "needs dtype, shape"),
        (safetensors_file({"__metadata__": {"a": 1}}), "strings to strings"),
        (
            safetensors_file(
                b'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},'
                b'"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}',
                b"1",
            ),
            "'a' stands twice",
        ),
    ],
)
def test_safetensors(tmp_path: Path, small_memory: None, content: bytes, words: str) -> None:
    (tmp_path / "model.safetensors").write_bytes(content)
    with pytest.raises(CorruptFileError, match=words):
        load(tmp_path)


@pytest.mark.parametrize(
    "name", ["model.safetensors", "pytorch_model.bin", "tf_model.h5", "flax_model.msgpack"]
)
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", r"empty \(0 bytes\)"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "Git-LFS pointer"),
        (b"<html>404</html>", "tf_model|flax|damaged|not a safetensors"),
    ],
)
def test_what_is_no_weights_at_all(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CorruptFileError, match=words) as caught:
        load(tmp_path)
    assert name in str(caught.value)


# --- pickles ----------------------------------------------------------------------------------


class Call:
    """Pickles as a call; `done` proves that the test would notice."""

    def __init__(self, function: object, *args: object):
        self.parts = (function, args)

    def __reduce__(self) -> object:
        return self.parts


class WithState:
    def __reduce__(self) -> object:
        return (OrderedDict, (), {"items": Call(os.system, "touch done")})


ATTACKS = {
    "system": Call(os.system, "touch done"),
    "eval": Call(eval, "open('done', 'w')"),
    "exec": Call(exec, "open('done', 'w')"),
    "open": Call(open, "done", "w"),
    "getattr": Call(getattr, OrderedDict, "clear"),
    "import": Call(__import__, "os"),
    "numpy": np.ones(2),
    "numpy load": Call(np.load, "done", None, True),
    "torch load": Call(torch.load, "done"),
    "nested": {"a": [(Call(os.system, "touch done"),)]},
    "state": WithState(),
    "set": {1, 2},
    "path": Path("done"),
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("new_format", [True, False], ids=["zip", "stream"])
def test_a_pickle_cannot_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attack: str, new_format: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    content = {"w": torch.ones(2), "x": ATTACKS[attack]}
    path = tmp_path / "pytorch_model.bin"
    torch.save(content, path, _use_new_zipfile_serialization=new_format)
    with pytest.raises(UnsafeFileError, match=r"asks for more than data.*Nothing of it was run"):
        load(tmp_path)
    assert not Path("done").exists()


def test_the_attack_works_where_nothing_stops_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save({"x": ATTACKS["system"]}, "pytorch_model.bin")
    torch.load("pytorch_model.bin", weights_only=False)
    assert Path("done").exists()


def zip_with(pickle_bytes: bytes, **entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.pkl", pickle_bytes)
        for name, content in entries.items():
            archive.writestr(f"archive/{name}", content)
    return buffer.getvalue()


# torch._utils._rebuild_tensor_v2 of a storage of one float32 called "0".
REBUILD = (
    b"\x80\x02}X\1\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storagectorch\n"
    b"FloatStorage\nX\1\0\0\0%sX\3\0\0\0cpuK\1tQ%s\x89ccollections\nOrderedDict\n)RtRs."
)


def rebuild(key: bytes = b"0", numbers: bytes = b"K\0K\1\x85K\1\x85") -> bytes:
    return REBUILD.replace(b"X\1\0\0\0%s", b"X" + struct.pack("<I", len(key)) + key) % numbers


def test_the_handmade_pickle_is_right(tmp_path: Path) -> None:
    content = zip_with(rebuild(), **{"data/0": np.float32(7).tobytes(), "version": b"3"})
    (tmp_path / "pytorch_model.bin").write_bytes(content)
    assert load(tmp_path)["w"].numpy().tolist() == [7.0]
    assert torch.load(tmp_path / "pytorch_model.bin")["w"].tolist() == [7.0]


@pytest.mark.parametrize(
    ("pickled", "words"),
    [
        (b"\x80\x02}r\xff\xff\xff\xff.", "no state dict|damaged|^$"),  # memo of four billion
        (b"\x80\x02X\xff\xff\xff\x7fabc.", "damaged"),  # text of two gigabytes
        (b"\x80\x02\x8a\xffabc.", "damaged"),  # number cut short
        (b"\x80\x02I" + b"9" * 100_000 + b"\n.", "damaged"),  # number of many digits
        (b"\x80\x02)" + b"\x85" * 100_000 + b"K\1s.", "damaged"),  # deep tuple as a key
        (b"\x80\x02}" + b"]" + b"\x85" * 100_000 + b"K\1s.", "damaged"),
        (b"\x80\x02" + b"]q\0" + b"h\0a" * 10 + b".", "holds a list"),  # a list in itself
        (b"\x80\x02t.", "damaged"),  # a mark that was never set
        (b"\x80\x02.", "damaged"),
        (b"\x80\x02}", "damaged"),  # no end
        (b"\x80\x02ios\nsystem\n.", "INST|damaged|more than data"),
        (b"\x80\x02(S'touch done'\nios\nsystem\n.", "INST"),
        (b"\x80\x04\x8c\x02os\x8c\x06system\x93.", "it names os.system"),
        (b"\x80\x02ctorch\nFloatStorage\n)R.", "it calls a float32"),
        (b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n)R.", "damaged"),
        (b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n}b.", "sets the state of a Callee"),
        (b"\x80\x02Pid\n.", "PERSID"),
        (b"\x80\x02}\x95\xff\xff\xff\xff\xff\xff\xff\x7f.", "no state dict|damaged|^$"),
        (rebuild(numbers=b"K\0M\x00\x10\x85K\1\x85"), "ends at byte 16384 of a storage of 4"),
        (rebuild(numbers=b"K\5K\1\x85K\1\x85"), "ends at byte 24"),
        (rebuild(numbers=b"K\0J\xff\xff\xff\xff\x85K\1\x85"), "impossible"),
        (rebuild(numbers=b"J\xfe\xff\xff\xffK\1\x85K\1\x85"), "impossible"),
        (rebuild(numbers=b"K\0K\1\x85K\1K\1\x86"), "impossible"),
        (rebuild(numbers=b"K\0\x8a\x08\0\0\0\0\0\0\0\x40\x85K\0\x85"), "impossible"),
        (rebuild(key=b"../x"), "no entry"),
        (rebuild(key=b"9"), "no entry"),
    ],
)
def test_a_pickle_that_is_wrong(
    tmp_path: Path, small_memory: None, pickled: bytes, words: str
) -> None:
    content = zip_with(pickled, **{"data/0": b"1234"})
    (tmp_path / "pytorch_model.bin").write_bytes(content)
    if "^$" in words:  # harmless here: an empty state dict, in spite of what it announces
        assert not load(tmp_path)
        return
    with pytest.raises(CheckpointError, match=words):
        load(tmp_path)


def test_a_zip_cannot_unpack_to_more_than_it_is(tmp_path: Path, small_memory: None) -> None:
    buffer = io.BytesIO()
    archive = zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED)
    with archive, archive.open("archive/data.pkl", "w") as entry:
        for _ in range(100):
            entry.write(bytes(2**20))
    (tmp_path / "pytorch_model.bin").write_bytes(buffer.getvalue())
    with pytest.raises(CorruptFileError, match="compressed"):
        load(tmp_path)


def test_a_zip_whose_entry_is_longer_than_the_file(tmp_path: Path) -> None:
    content = bytearray(zip_with(rebuild(), **{"data/0": b"1234"}))
    at = content.rindex(b"PK\1\2")  # the directory's record of data/0: both sizes
    content[at + 20 : at + 28] = struct.pack("<II", 2**31, 2**31)
    (tmp_path / "pytorch_model.bin").write_bytes(content)
    with pytest.raises(CorruptFileError, match=r"ends at byte 2147483|damaged"):
        load(tmp_path)


@pytest.mark.parametrize("new_format", [True, False], ids=["zip", "stream"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_pytorch_file(tmp_path: Path, new_format: bool, kept: float) -> None:
    path = tmp_path / "pytorch_model.bin"
    torch.save({"w": torch.ones(1000)}, path, _use_new_zipfile_serialization=new_format)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(CorruptFileError, match=r"truncated|damaged"):
        load(tmp_path)


def test_a_python_pickle_of_a_model(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(pickle.dumps(Call(os.system, "touch done")))
    with pytest.raises(UnsafeFileError, match=r"posix\.system"):
        load(tmp_path)


# --- HDF5 -------------------------------------------------------------------------------------


def _external_link(file: h5py.File) -> None:
    file["bert/x:0"] = h5py.ExternalLink("/etc/passwd", "/")


def _soft_link(file: h5py.File) -> None:
    file["bert/y:0"] = np.ones(2)
    file["bert/x:0"] = h5py.SoftLink("/bert/y:0")


def _external_storage(file: h5py.File) -> None:
    external = [("/etc/passwd", 0, 12)]
    file.create_dataset("bert/x:0", shape=(3,), dtype="f4", external=external)


def _virtual(file: h5py.File) -> None:
    layout = h5py.VirtualLayout((2,), "f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", (2,))
    file.create_virtual_dataset("bert/x:0", layout)


def _plugin(file: h5py.File) -> None:
    file.create_dataset("bert/x:0", data=np.ones(50), compression="lzf")


def _bomb(file: h5py.File) -> None:
    file.create_dataset("bert/x:0", shape=(2**20, 2**20), dtype="f4")


def _chunked_bomb(file: h5py.File) -> None:
    file.create_dataset("bert/x:0", (2**20, 2**10), "f4", chunks=(64, 64), compression="gzip")
    file["bert/x:0"][:64, :64] = 1


def _cycle(file: h5py.File) -> None:
    group = file.create_group("bert/x")
    group["again"] = file["bert"]


def _strings(file: h5py.File) -> None:
    file["bert/x:0"] = [b"text"]


@pytest.mark.parametrize(
    ("write", "error", "words"),
    [
        (_external_link, UnsafeFileError, "link by name"),
        (_soft_link, UnsafeFileError, "link by name"),
        (_external_storage, UnsafeFileError, "another file"),
        (_virtual, CorruptFileError, "layout 3"),
        (_plugin, UnsafeFileError, r"filters \[32000\]"),
        (_bomb, CorruptFileError, r"claims 4398046511104 bytes, of which 0"),
        (_chunked_bomb, CorruptFileError, r"claims 4294967296 bytes, of which \d{2,4} "),
        (_cycle, CorruptFileError, "more than one place"),
        (_strings, CorruptFileError, "no dtype"),
    ],
)
def test_hdf5(
    tmp_path: Path, small_memory: None, write: object, error: type[Exception], words: str
) -> None:
    with h5py.File(tmp_path / "tf_model.h5", "w") as file:
        write(file)
    with pytest.raises(error, match=words):
        load(tmp_path)


def test_a_truncated_hdf5_names_both_sizes(tmp_path: Path) -> None:
    path = tmp_path / "tf_model.h5"
    with h5py.File(path, "w") as file:
        file["bert/x:0"] = np.ones(100)
    content = path.read_bytes()
    path.write_bytes(content[:-10])
    words = rf"truncated: it should have {len(content)} bytes and has {len(content) - 10}"
    with pytest.raises(CorruptFileError, match=words):
        load(tmp_path)


# --- MessagePack ------------------------------------------------------------------------------

ARRAY = b"\x93\x91\x02\xa7float32\xc4\x08" + b"\0" * 8  # shape [2], float32, 8 bytes


def ext(content: bytes, code: int = 1) -> bytes:
    return b"\xc7" + bytes([len(content), code]) + content


def test_the_handmade_message_is_right(tmp_path: Path) -> None:
    (tmp_path / "flax_model.msgpack").write_bytes(b"\x81\xa1a" + ext(ARRAY))
    assert load(tmp_path)["a"].numpy().tolist() == [0, 0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xdf\xff\xff\xff\xff", "items are announced"),  # a map of four billion
        (b"\xdd\xff\xff\xff\xff", "items are announced"),
        (b"\x81\xa1a\xc6\xff\xff\xff\xff", "truncated"),
        (b"\x81\xa1a\xdb\xff\xff\xff\xff", "truncated"),
        (b"\x81\xa1a" * 100_000, "nested deeper"),
        (b"\x91" * 100_000 + b"\xc0", "nested deeper"),
        (b"\x81\xa1a" + ext(b"\x93\x91\x02\xa7float32\xc4\x04" + b"\0" * 4), "needs 8 bytes"),
        (b"\x81\xa1a" + ext(b"\x93\x91\xcf" + b"\xff" * 8 + b"\xa7float32\xc4\0"), "shape"),
        (b"\x81\xa1a" + ext(b"\x93\x91\xff\xa7float32\xc4\0"), "shape"),
        (b"\x81\xa1a" + ext(b"\x93\x91\x02\xa6object\xc4\0"), "dtype 'object'"),
        (b"\x81\xa1a" + ext(ARRAY, 5), "expected an array"),
        (b"\x81\xa1a\x01", "expected an array"),
        (b"\x81\x01\x01", "not as text"),
        (b"\x82\xa1a" + ext(ARRAY) + b"\xa1a" + ext(ARRAY), "twice"),
        (b"\x82\xa5scale" + ext(ARRAY) + b"\xa6weight" + ext(ARRAY), "two tensors"),
        (b"\x80\x80", "follow the end"),
        (b"\x90", "holds a list"),
        (b"\xc1", "no MessagePack type"),
        (b"\x81\xa1a\x81\xb9__msgpack_chunked_array__\xc3", "damaged"),
    ],
)
def test_messagepack(tmp_path: Path, small_memory: None, content: bytes, words: str) -> None:
    (tmp_path / "flax_model.msgpack").write_bytes(content)
    with pytest.raises(CorruptFileError, match=words):
        load(tmp_path)
