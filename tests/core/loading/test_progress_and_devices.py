"""Bars for long loads only, memory given back, and where parameters are put."""

from __future__ import annotations

import io
import mmap
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from core.loading.conftest import values
from numpy.testing import assert_array_equal
from parity import backends

from auto_core.checkpoints import progress
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import InputError, MissingDependencyError


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    screen = Terminal()
    # Not sys.stderr itself, which pytest replaces between a fixture and its test.
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=screen))
    monkeypatch.setattr(progress, "are_progress_bars_disabled", lambda: False)
    return screen


def test_a_long_load_shows_a_bar(
    backend: str, base: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    backends.load(backend, "BertModel", base)
    assert "Loading weights: 100%" in terminal.getvalue()


def test_a_short_load_shows_none(backend: str, base: Path, terminal: Terminal) -> None:
    backends.load(backend, "BertModel", base)
    assert "Loading" not in terminal.getvalue()


@pytest.mark.parametrize("reason", ["environment", "no terminal"])
def test_bars_are_off(
    reason: str, base: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", -1.0)
    if reason == "environment":  # as HF_HUB_DISABLE_PROGRESS_BARS=1 makes the client answer
        monkeypatch.setattr(progress, "are_progress_bars_disabled", lambda: True)
    else:
        monkeypatch.setattr(Terminal, "isatty", lambda _: False)
    backends.load("numpy", "BertModel", base)
    assert not terminal.getvalue()


@pytest.mark.parametrize(
    ("backend", "options"),
    [
        ("torch", {"device": "cpu"}),
        ("torch", {"device_map": "cpu"}),
        ("torch", {"device_map": {"": "cpu"}}),
        ("tf", {"device": "/CPU:0"}),
        ("flax", {"device": "cpu"}),
    ],
)
def test_placement(backend: str, options: dict, base: Path) -> None:
    placed = values(backends.load(backend, "BertModel", base, **options))
    for name, array in values(backends.load("numpy", "BertModel", base)).items():
        assert_array_equal(placed[name], array)


def test_a_meta_device_shows_that_the_keyword_arrives(base: Path) -> None:
    model = backends.load("torch", "BertModel", base, device="meta")
    assert {p.device.type for p in model.parameters()} == {"meta"}


@pytest.mark.parametrize(
    "device_map",
    ["auto", "balanced", "sequential", {"embeddings": "cpu", "encoder": "cpu", "pooler": "cpu"}],
    ids=str,
)
def test_accelerate_plans_the_devices(device_map: str | dict, base: Path) -> None:
    model = backends.load("torch", "BertModel", base, device_map=device_map)
    assert set(model.hf_device_map.values()) == {"cpu"}  # there is no other device here
    for name, array in values(backends.load("torch", "BertModel", base)).items():
        assert_array_equal(values(model)[name], array)


def test_a_model_over_two_devices(base: Path) -> None:
    devices = {"embeddings": "cpu", "encoder": "cpu", "pooler": "meta"}  # for want of another one
    model = backends.load("torch", "BertModel", base, device_map=devices)
    assert model.hf_device_map == devices
    assert {p.device.type for p in model.pooler.parameters()} == {"meta"}
    for name in devices:  # what brings inputs to where the part is
        assert hasattr(model.get_submodule(name), "_hf_hook")


def test_a_plan_may_name_modules_without_tensors(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As accelerate's does where the model goes to several devices."""

    def leaves(model: Any, **_: Any) -> dict[str, str]:
        return {name: "cpu" for name, m in model.named_modules() if not list(m.children())}

    monkeypatch.setattr("accelerate.infer_auto_device_map", leaves)
    model = backends.load("torch", "BertModel", base, device_map="sequential")
    assert model.hf_device_map["embeddings.dropout"] == "cpu"


def test_a_model_that_no_device_holds(base: Path) -> None:
    with pytest.raises(InputError, match=r"no memory is left for .*max_memory"):
        backends.load("torch", "BertModel", base, device_map="sequential", max_memory={"cpu": 999})


def test_without_accelerate(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "accelerate", None)
    with pytest.raises(MissingDependencyError, match="pip install accelerate"):
        backends.load("torch", "BertModel", base, device_map="auto")


@pytest.mark.parametrize(
    ("backend", "options", "words"),
    [
        ("torch", {"device_map": "atuo"}, "'atuo' is no device.*Did you mean 'auto'"),
        ("torch", {"device": 3.5}, "3.5 is no device"),
        ("torch", {"device": "xla"}, "torch cannot use the device 'xla' here"),
        ("torch", {"device": "cpu", "device_map": "cpu"}, "not both"),
        ("torch", {"device": "cpu", "device_map": "auto"}, "not both"),
        ("torch", {"max_memory": {"cpu": 1}}, "max_memory limits a plan"),
        ("torch", {"device_map": {"embeddings": "cpu"}}, "no place for encoder.layer.0.*pooler"),
        ("torch", {"device_map": {"": "cpu", "poler": "cpu"}}, "places poler.*mean 'pooler'"),
        ("tf", {"device": "TPU:0"}, "'TPU:0' is no device of TensorFlow here.*CPU:0"),
        ("tf", {"device": "cpu:9"}, "'cpu:9' is no device"),
        ("flax", {"device": "tpu"}, "'tpu' is no device of JAX here.*cpu:0"),
        ("flax", {"device": 999}, "999 is no device of JAX here"),
        ("flax", {"sharding": "all"}, "expected a jax.sharding.Sharding"),
    ],
    ids=str,
)
def test_what_is_no_device(backend: str, options: dict, words: str, base: Path) -> None:
    with pytest.raises(InputError, match=words):
        backends.load(backend, "BertModel", base, **options)


def test_released_memory_reads_the_file_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(range(256)) * 64)
    with (tmp_path / "file").open("rb") as file:
        view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))
    tensor = StoredTensor.dense("a", (8000,), "uint8", view[5:8005])
    view[5] = 99  # in a private page, which is what shows that it is given back
    assert tensor.numpy()[0] == 99
    tensor.release()
    assert tensor.numpy()[0] == 5
