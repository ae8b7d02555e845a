"""Bars for long loads only, memory given back, and where parameters are put."""

from __future__ import annotations

import io
import mmap
from pathlib import Path
from types import SimpleNamespace

import pytest
from core.loading.conftest import values
from numpy.testing import assert_array_equal
from parity import backends

from auto_core.checkpoints import progress
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import InputError


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


def test_a_split_model_is_refused(base: Path) -> None:
    with pytest.raises(InputError, match="several entries would split the model"):
        backends.load("torch", "BertModel", base, device_map={"embeddings": 0, "encoder": 1})


def test_released_memory_reads_the_file_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(range(256)) * 64)
    with (tmp_path / "file").open("rb") as file:
        view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))
    tensor = StoredTensor.dense("a", (8000,), "uint8", view[5:8005])
    view[5] = 99  # in a private page, which is what shows that it is given back
    assert tensor.numpy()[0] == 99
    tensor.release()
    assert tensor.numpy()[0] == 5
