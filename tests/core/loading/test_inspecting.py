"""`auto inspect` of a repository: what the headers say, and nothing of the weights fetched."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from core.checkpoints.hub_server import Hub, Repo
from core.loading.conftest import Tensors, as_safetensors, as_safetensors_shards, copy_config
from typer.testing import CliRunner

from auto_core.cli.app import app


@pytest.mark.parametrize("write", [as_safetensors, as_safetensors_shards])
@pytest.mark.parametrize("subfolder", ["", "unet"])
def test_headers_are_all_that_is_asked_for(
    write: Callable, subfolder: str, base: Path, tensors: Tensors, hub: Hub, tmp_path: Path
) -> None:
    write(tensors, copy_config(base, tmp_path / "made"))
    files = {file.name: file.read_bytes() for file in (tmp_path / "made").iterdir()}
    prefix = f"{subfolder}/" if subfolder else ""
    repo = hub.repos.setdefault("user/model", Repo())
    commit = repo.commit({prefix + name: content for name, content in files.items()})
    result = CliRunner().invoke(app, ["inspect", "user/model", "--subfolder", subfolder, "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    numbers = sum(array.size for array in tensors.values())
    assert found["commit"] == commit and found["parameters"] == numbers
    assert found["weights"] == {
        "format": "safetensors",
        "files": sorted(name for name in files if name.endswith(".safetensors")),
        "tensors": len(tensors),
        "parameters": {"float32": numbers},
    }
    assert found["files"] == {name: len(content) for name, content in files.items()}
    assert not list((tmp_path / "cache").rglob("*.safetensors"))


def test_a_repository_without_safetensors(base: Path, hub: Hub) -> None:
    repo = hub.repos.setdefault("user/model", Repo())
    repo.commit({"config.json": (base / "config.json").read_bytes(), "a.bin": b"a"})
    result = CliRunner().invoke(app, ["inspect", "user/model", "--json"])
    assert json.loads(result.stdout)["weights"] is None
