"""Architectures that other distributions bring: found by their metadata, imported on demand.

A distribution declares, per model type, the module of its architecture:

    [project.entry-points."auto_core.models"]
    tiny-mixer = "tiny_mixer.modeling"

The module names its config class as `CONFIG` and its heads as `HEADS`, like a built-in one.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from auto_core.errors import RegistrationError

GROUP = "auto_core.models"


@dataclass(frozen=True)
class Plugin:
    """One model type of another distribution; nothing of it is imported yet."""

    model_type: str
    module: str
    distribution: str


@cache
def _all() -> dict[str, list[EntryPoint]]:
    found: dict[str, list[EntryPoint]] = {}
    for entry in entry_points(group=GROUP):
        found.setdefault(entry.name, []).append(entry)
    return found


def model_types() -> list[str]:
    """Model types that installed plugins bring."""
    return sorted(_all())


def find(model_type: str) -> Plugin | None:
    """The plugin of a model type, or None.

    Raises:
        RegistrationError: two distributions claim it.
    """
    entries = _all().get(model_type, [])
    if len({entry.value for entry in entries}) > 1:
        owners = ", ".join(sorted(f"{_owner(entry)} ({entry.value})" for entry in entries))
        raise RegistrationError(
            f"Model type {model_type!r} is claimed by several distributions: {owners}. "
            "Uninstall all but one."
        )
    if not entries:
        return None
    return Plugin(model_type, entries[0].module, _owner(entries[0]))


def origin(model_type: str) -> str:
    """Who brings a model type that the caller has not registered: "plugin NAME" or "built in"."""
    plugin = find(model_type)
    return "built in" if plugin is None else f"plugin {plugin.distribution}"


def log_choice(log: logging.Logger, asked: str, chosen: type, source: str) -> None:
    """Say what was chosen for what was asked, louder where it is not the package's own."""
    level = logging.DEBUG if source == "built in" else logging.INFO
    log.log(level, "%s: %s (%s)", asked, chosen.__name__, source)


def refresh() -> None:
    """Look at the installed distributions again (after an installation in this process)."""
    _all.cache_clear()


def _owner(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist is not None else "an unnamed distribution"
