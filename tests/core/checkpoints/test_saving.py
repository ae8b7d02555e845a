"""Saving: what upstream reads, in shards, and whole at whatever moment the process dies."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
import safetensors.torch
import torch
from core.checkpoints.files import values

from auto_core.checkpoints.atomic import together, write_text
from auto_core.checkpoints.hub import Snapshot
from auto_core.checkpoints.report import LoadingWarning
from auto_core.checkpoints.saving import parse_size, save_weights
from auto_core.checkpoints.tensors import DTYPES, numpy_dtype
from auto_core.checkpoints.weights import Weights
from auto_core.errors import InputError

TENSORS = {"b.weight": values(1, 3, 4), "a": values(2, 5), "b.bias": values(3, 4)}


def loaded(directory: Path, **options: object) -> dict[str, np.ndarray]:
    weights = Weights.open(Snapshot.open(directory), **options)
    return {name: tensor.numpy() for name, tensor in weights.items()}


def assert_equal(found: dict[str, np.ndarray], expected: dict[str, np.ndarray]) -> None:
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_array_equal(found[name], value)


def names(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


@pytest.mark.parametrize("dtype", [d for d in DTYPES if d != "complex128"])
def test_the_safetensors_library_reads_every_dtype(tmp_path: Path, dtype: str) -> None:
    value = np.array([[0, 1, 2], [1, 0, 3]]).astype(numpy_dtype(dtype))
    save_weights(tmp_path, {"x": value, "scalar": value[1, 1], "odd": np.zeros(3, np.uint8)})
    found = safetensors.torch.load_file(tmp_path / "model.safetensors")
    assert str(found["x"].dtype) == f"torch.{dtype}"
    wide = torch.complex64 if dtype == "complex64" else torch.float64
    expected = value.astype(str(wide)[6:])
    np.testing.assert_array_equal(found["x"].to(wide).numpy(), expected)
    assert found["scalar"].shape == ()


def test_arrays_that_are_not_dense_or_not_little_endian(tmp_path: Path) -> None:
    tensors = {"t": TENSORS["b.weight"].T, "s": values(0, 6)[::2], "e": values(4, 3).astype(">f4")}
    save_weights(tmp_path, {**tensors, "none": np.zeros((0, 4), np.float32)})
    found = safetensors.torch.load_file(tmp_path / "model.safetensors")
    for name, value in tensors.items():
        np.testing.assert_array_equal(found[name].numpy(), value)
    assert found["none"].shape == (0, 4)


def test_stored_tensors_are_saved_as_they_are(tmp_path: Path) -> None:
    save_weights(tmp_path / "a", {"x": values(0, 4).astype(ml_dtypes.bfloat16)})
    weights = Weights.open(Snapshot.open(tmp_path / "a"))
    save_weights(tmp_path / "b", weights)
    assert loaded(tmp_path / "b")["x"].tobytes() == weights["x"].numpy().tobytes()


def test_shards_and_their_index(tmp_path: Path) -> None:
    files = save_weights(tmp_path, TENSORS, max_shard_size=50)
    assert [file.name for file in files] == [f"model-0000{n}-of-00002.safetensors" for n in (1, 2)]
    index = json.loads((tmp_path / "model.safetensors.index.json").read_text())
    assert index["metadata"] == {"total_parameters": 21, "total_size": 84}
    assert index["weight_map"]["a"] == files[1].name
    assert_equal(loaded(tmp_path), TENSORS)


def test_variant(tmp_path: Path) -> None:
    save_weights(tmp_path, TENSORS, variant="fp16")
    save_weights(tmp_path / "shards", TENSORS, variant="fp16", max_shard_size=50)
    assert names(tmp_path) == {"model.fp16.safetensors", "shards"}
    assert "model.safetensors.index.fp16.json" in names(tmp_path / "shards")
    assert "model.fp16-00001-of-00002.safetensors" in names(tmp_path / "shards")
    assert_equal(loaded(tmp_path, variant="fp16"), TENSORS)
    assert_equal(loaded(tmp_path / "shards", variant="fp16"), TENSORS)


@pytest.mark.parametrize("first", [1, 50, 80, 10**6])
@pytest.mark.parametrize("second", [1, 50, 80, 10**6])
def test_a_second_save_leaves_nothing_of_the_first(tmp_path: Path, first: int, second: int) -> None:
    save_weights(
        tmp_path, {name: value + 1 for name, value in TENSORS.items()}, max_shard_size=first
    )
    files = save_weights(tmp_path, TENSORS, max_shard_size=second)
    index = {"model.safetensors.index.json"} if len(files) > 1 else set()
    assert names(tmp_path) == {file.name for file in files} | index
    assert_equal(loaded(tmp_path), TENSORS)


def test_other_files_and_variants_stay(tmp_path: Path) -> None:
    save_weights(tmp_path, TENSORS, variant="fp16", max_shard_size=50)
    (tmp_path / "config.json").write_text("{}")
    before = names(tmp_path)
    save_weights(tmp_path, TENSORS, max_shard_size=50)
    save_weights(tmp_path, TENSORS)
    assert names(tmp_path) == before | {"model.safetensors"}


def test_saving_over_the_file_that_is_mapped(tmp_path: Path) -> None:
    save_weights(tmp_path, TENSORS)
    weights = Weights.open(Snapshot.open(tmp_path))
    save_weights(tmp_path, {name: tensor.numpy() + 1 for name, tensor in weights.items()})
    assert_equal({name: t.numpy() for name, t in weights.items()}, TENSORS)
    assert_equal(loaded(tmp_path), {name: value + 1 for name, value in TENSORS.items()})


@pytest.mark.parametrize(
    ("size", "expected"),
    [(7, 7), ("5GB", 5 * 10**9), ("1.5 MiB", 3 * 2**19), ("10kb", 10**4), ("12", 12)],
)
def test_sizes(size: int | str, expected: int) -> None:
    assert parse_size(size) == expected


@pytest.mark.parametrize("size", ["5 parsecs", "", "-1GB", 0, True, "GB"])
def test_sizes_that_are_none(size: object) -> None:
    with pytest.raises(InputError, match="max_shard_size"):
        parse_size(size)


def test_a_dtype_that_no_checkpoint_has(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"'x' has dtype (object|datetime64)"):
        save_weights(tmp_path, {"x": np.array([None])})
    assert not list(tmp_path.iterdir())


# Saves again and again, each time in a child that is killed one step later: before a file is
# synced, or at a rename, a link or a removal, the moments at which the directory changes. A
# process of its own, because forking one with the threads of a framework in it is asking for
# trouble.
KILLED = """
import os, signal, sys
from pathlib import Path
import numpy as np
from auto_core.checkpoints.hub import Snapshot
from auto_core.checkpoints.saving import save_weights
from auto_core.checkpoints.weights import Weights

root, old_size, new_size = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])

def save(directory, value, size):
    save_weights(directory, {n: np.full(4, value, np.float32) for n in "abc"}, max_shard_size=size)

def die_after(steps):
    left = [steps]
    def counted(function):
        def call(*args, **kwargs):
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **kwargs)
        return call
    for name in ("fsync", "replace", "link", "unlink"):
        setattr(os, name, counted(getattr(os, name)))

for steps in range(60):
    directory = root / str(steps)
    save(directory, 1.0, old_size)
    pid = os.fork()
    if not pid:
        die_after(steps)
        save(directory, 2.0, new_size)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    weights = Weights.open(Snapshot.open(directory))
    assert weights.keys() == set("abc"), (steps, weights)
    print(code, *{float(x) for tensor in weights.values() for x in tensor.numpy()})
    if code == 0:
        break
"""


@pytest.mark.parametrize("old_size", [20, 10**6])
@pytest.mark.parametrize("new_size", [20, 40, 10**6])
def test_a_killed_save_leaves_one_whole_checkpoint(
    tmp_path: Path, old_size: int, new_size: int
) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path), str(old_size), str(new_size)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    *killed, finished = output.splitlines()
    assert finished == "0 2.0"
    assert set(killed) <= {"-9 1.0", "-9 2.0"}  # the old one or the new one, never both
    assert "-9 1.0" in killed


# The same with a whole model: its weights and its config are of one save, or a load says so. The
# shapes are equal; the value of every parameter and `layer_norm_eps` tell the saves apart.
KILLED_MODEL = KILLED.replace(
    """def save(directory, value, size):
    save_weights(directory, {n: np.full(4, value, np.float32) for n in "abc"}, max_shard_size=size)
""",
    """import warnings
from auto_core import AutoConfig, NumpyBertModel
from auto_core.checkpoints.report import LoadingWarning
from auto_core.configs.bert import BertConfig

def save(directory, value, size):
    sizes = dict(hidden_size=4, intermediate_size=4, num_attention_heads=1, num_hidden_layers=1)
    model = NumpyBertModel.from_config(BertConfig(layer_norm_eps=value / 100, vocab_size=5,
                                                  max_position_embeddings=3, **sizes))
    model.pooler.dense.bias.data = np.full(4, value, np.float32)
    model.save_pretrained(directory, max_shard_size=size)
""",
).replace(
    """    weights = Weights.open(Snapshot.open(directory))
    assert weights.keys() == set("abc"), (steps, weights)
    print(code, *{float(x) for tensor in weights.values() for x in tensor.numpy()})
""",
    """    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = NumpyBertModel.from_pretrained(directory)
    weights = float(model.pooler.dense.bias.data[0])
    config = model.config.layer_norm_eps * 100
    loud = any(issubclass(w.category, LoadingWarning) for w in caught)
    print(code, weights, config, "loud" if loud else "")
""",
)


@pytest.mark.parametrize("old_size", [300, 10**6])
@pytest.mark.parametrize("new_size", [300, 10**6])
def test_a_killed_save_of_a_model_is_whole_or_loud(
    tmp_path: Path, old_size: int, new_size: int
) -> None:
    command = [sys.executable, "-c", KILLED_MODEL, str(tmp_path), str(old_size), str(new_size)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    *killed, finished = (line.split() for line in output.splitlines())
    assert finished == ["0", "2.0", "2.0"]
    assert len(killed) > 5
    for _, weights, config, *loud in killed:
        assert (weights != config) == bool(loud)
    # Between two renames alone: every other moment leaves one whole save.
    assert sum(bool(loud) for *_, loud in ((*line, "")[:4] for line in killed)) <= 4


def test_a_config_of_another_save_is_loud(tmp_path: Path) -> None:
    from auto_core import NumpyBertModel
    from auto_core.configs.bert import BertConfig

    sizes = dict(hidden_size=4, intermediate_size=4, num_attention_heads=1, num_hidden_layers=1)
    for name, eps in (("a", 1e-5), ("b", 1e-3)):
        config = BertConfig(layer_norm_eps=eps, vocab_size=5, max_position_embeddings=3, **sizes)
        NumpyBertModel.from_config(config).save_pretrained(tmp_path / name)
    NumpyBertModel.from_pretrained(tmp_path / "a")
    data = json.loads((tmp_path / "a" / "config.json").read_text())
    labels = data | {"id2label": {"0": "x", "1": "y"}, "architectures": ["BertModel"]}
    (tmp_path / "a" / "config.json").write_text(json.dumps(labels))  # nothing is computed of it
    NumpyBertModel.from_pretrained(tmp_path / "a")
    shutil.copy(tmp_path / "b" / "config.json", tmp_path / "a" / "config.json")
    with pytest.warns(LoadingWarning, match="not the one that the weights were saved with"):
        NumpyBertModel.from_pretrained(tmp_path / "a")


def test_files_that_are_written_together_appear_together(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    with pytest.raises(ZeroDivisionError), together():
        write_text(tmp_path / "a", "new")
        write_text(tmp_path / "b", "new")
        raise ZeroDivisionError
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a", "old")]
    with together():
        write_text(tmp_path / "a", "new")
        with together():  # a part of it
            write_text(tmp_path / "b", "new")
        assert (tmp_path / "a").read_text() == "old"
        assert not (tmp_path / "b").exists()
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"a": "new", "b": "new"}


def test_the_next_save_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    save_weights(tmp_path, TENSORS, max_shard_size=50)
    stray = tmp_path / "model-00001-of-00003-0123abcd.safetensors"
    stray.write_bytes(b"left by a killed save")
    save_weights(tmp_path, TENSORS, max_shard_size=50)
    assert not stray.exists()


@pytest.mark.parametrize("size", ["20KB", "5GB"])
def test_transformers_loads_what_was_saved(tmp_path: Path, size: str) -> None:
    from transformers import BertConfig, BertModel

    config = BertConfig(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, vocab_size=50,
        intermediate_size=24, max_position_embeddings=32,
    )  # fmt: skip
    state = BertModel(config).state_dict()
    config.architectures = ["BertModel"]
    config.save_pretrained(tmp_path / "model")
    files = save_weights(
        tmp_path / "model", {k: v.numpy() for k, v in state.items()}, max_shard_size=size
    )
    assert (len(files) > 1) == (size == "20KB")
    again, info = BertModel.from_pretrained(tmp_path / "model", output_loading_info=True)
    assert not any(info[key] for key in ("missing_keys", "unexpected_keys", "mismatched_keys"))
    for name, value in again.state_dict().items():
        assert torch.equal(value, state[name]), name
