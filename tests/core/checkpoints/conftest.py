"""A Hub on loopback and an empty cache, as every test of loading wants them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from core.checkpoints.hub_server import Hub, Repo, serving
from huggingface_hub import constants


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    """A running server that the client in this process talks to, with its own cache."""
    with serving() as server:
        template = server.url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "ENDPOINT", server.url)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        # Versions 0.x of the client have it under two names.
        older = "huggingface_hub.file_download.HUGGINGFACE_CO_URL_TEMPLATE"
        monkeypatch.setattr(older, template, raising=False)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setenv("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        monkeypatch.delenv("HF_TOKEN", raising=False)
        yield server


@pytest.fixture
def repo(hub: Hub) -> Repo:
    """An empty repository called user/model."""
    return hub.repos.setdefault("user/model", Repo())
