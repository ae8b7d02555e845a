"""Models fully sharded over one dimension of a mesh, and split by tensors over the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from processes import of_several
from sharded_models import EPS, MODELS, save

import auto_torch

NAMES = ("qwen3", "mixtral", "t5")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("mesh")
    for name in NAMES:
        auto, config = MODELS[name]
        save(getattr(auto_torch, auto).from_config(config), folder / name)
        (folder / name / "auto").write_text(auto)
    return of_several(4, Path(__file__).with_name("mesh_program.py"), str(folder))


@pytest.mark.parametrize("name", NAMES)
def test_four_processes_compute_what_one_does(results: Any, name: str) -> None:
    """Norms of heads too, whose gradients the processes of one dimension add up."""
    row = results[name]
    assert row["difference"] < 32 * EPS and row["gradients"] < 32 * EPS
    assert row["held"] < 0.3
