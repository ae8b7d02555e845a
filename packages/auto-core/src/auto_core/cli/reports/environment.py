"""`auto env`: versions and settings on which loading depends."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from huggingface_hub import constants

from auto_core.registry import plugins

_PACKAGES = (
    *("auto-core", "auto-torch", "auto-tf", "auto-flax"),
    *("torch", "tensorflow", "keras", "jax", "jaxlib", "flax"),
    *("numpy", "ml-dtypes", "safetensors", "tokenizers", "huggingface-hub"),
    *("pillow", "jinja2", "h5py", "msgpack", "typer", "rich"),
)
_SETTINGS = ("HF_HUB_OFFLINE", "HF_HOME", "HF_HUB_CACHE", "HF_ENDPOINT")


@dataclass
class Environment:
    """Versions by distribution (None: not installed), the Hub's settings, installed plugins."""

    python: str
    platform: str
    packages: dict[str, str | None]
    offline: bool
    cache: str
    endpoint: str
    settings: dict[str, str]
    plugins: dict[str, str]


def environment() -> Environment:
    """Read from metadata and settings only: no framework is imported."""
    found = [plugin for name in plugins.model_types() if (plugin := plugins.find(name))]
    return Environment(
        python=platform.python_version(),
        platform=platform.platform(),
        packages={name: _version(name) for name in _PACKAGES},
        offline=bool(constants.HF_HUB_OFFLINE),
        cache=str(constants.HF_HUB_CACHE),
        endpoint=constants.ENDPOINT,
        settings={name: os.environ[name] for name in _SETTINGS if name in os.environ},
        plugins={plugin.model_type: plugin.distribution for plugin in found},
    )


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None
