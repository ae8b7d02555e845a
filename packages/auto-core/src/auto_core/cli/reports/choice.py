"""`auto which`: the class that an Auto class would build, and who brought it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auto_core.auto.configuration import AutoConfig
from auto_core.auto.modeling import FAMILIES, installed_families
from auto_core.checkpoints.hub import Snapshot
from auto_core.cli.reports.support import check_backend, task_named
from auto_core.registry import plugins
from auto_core.registry.configs import declared_config_class
from auto_core.registry.frameworks import adapter


@dataclass
class Choice:
    """One decision and its grounds.

    Attributes:
        auto_class: what was asked, with the backend's prefix.
        model_type_from: "config.json" or "the name" (of old repositories without it).
        config_source, source: "registered by the caller", "plugin NAME" or "built in".
        module: where the class is defined.
        own_code: class that the repository's own code has for this, with trust_remote_code=True.
    """

    name: str
    commit: str | None
    backend: str
    auto_class: str
    model_type: str
    model_type_from: str
    config_class: str
    config_source: str
    model_class: str
    source: str
    module: str
    own_code: str | None


def choose(name: str, task: str, *, backend: str | None = None, **hub: Any) -> Choice:
    """Resolve a task for a checkpoint as `from_pretrained` would; weights are not looked at.

    The first installed backend of torch, tf, flax and numpy answers, if none is named.

    Raises:
        UnsupportedTaskError: the architecture has no such head; names what it has.
        MissingDependencyError: the backend is not installed.
    """
    entry = task_named(task)
    backend = check_backend(backend) if backend else installed_families()[0]
    snapshot = Snapshot.open(name, **hub)
    config = AutoConfig.from_pretrained(snapshot)
    data = snapshot.json("config.json") or {}
    prefix, package = FAMILIES[backend]
    auto_class = getattr(adapter(package), prefix + entry.name)
    model_class, source = auto_class.explain(config)
    own = data.get("auto_map", {}).get(auto_class.__name__)
    return Choice(
        name=snapshot.name,
        commit=snapshot.commit,
        backend=backend,
        auto_class=auto_class.__name__,
        model_type=config.model_type,
        model_type_from="config.json" if data.get("model_type") else "the name",
        config_class=type(config).__name__,
        config_source=_config_source(type(config), config.model_type),
        model_class=model_class.__name__,
        source=source,
        module=model_class.__module__,
        own_code=own if isinstance(own, str) else None,
    )


def _config_source(config_class: type, model_type: str) -> str:
    if config_class is declared_config_class(model_type):
        return plugins.origin(model_type)
    return "registered by the caller"
