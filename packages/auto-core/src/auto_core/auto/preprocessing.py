"""What AutoImageProcessor and AutoFeatureExtractor share: from a file to the class it names."""

from __future__ import annotations

import inspect
import os
from collections.abc import Mapping
from typing import Any

from auto_core.checkpoints.hub import Snapshot
from auto_core.configs._base import PreTrainedConfig
from auto_core.errors import (
    RegistrationError,
    RemoteCodeError,
    UnknownModelTypeError,
    did_you_mean,
)
from auto_core.processors import kinds
from auto_core.registry.table import Registry

Source = str | os.PathLike[str] | Snapshot


def open_source(source: Source, hub: Mapping[str, Any]) -> Source:
    """A snapshot resolved once, or a path to a single file as it is."""
    if not isinstance(source, Snapshot) and os.path.isfile(source):
        return source
    return Snapshot.open(source, **hub)


def model_type_of(source: Source, config: PreTrainedConfig | None) -> str | None:
    """The model type, from the given config or from config.json, which need not be there.

    Read as data: the type may be one that has no config class here.
    """
    if config is not None:
        return config.model_type
    if isinstance(source, Snapshot):
        return (source.json("config.json") or {}).get("model_type")
    return None


def named_in_config(source: Source, config: PreTrainedConfig | None, key: str) -> str | None:
    """A class that the config of the model names (`image_processor_type`, ...), which is rare."""
    if config is not None:
        return getattr(config, key, None)
    if isinstance(source, Snapshot):
        return (source.json("config.json") or {}).get(key)
    return None


def check_classes(config_class: Any, chosen: Any, what: str) -> None:
    """Refuse what cannot be registered.

    Raises:
        RegistrationError: the first is no config class or the second cannot be loaded.
    """
    if not (inspect.isclass(config_class) and issubclass(config_class, PreTrainedConfig)):
        raise RegistrationError(f"{config_class!r} is not a subclass of PreTrainedConfig.")
    if not inspect.isclass(chosen) or not hasattr(chosen, "from_pretrained"):
        raise RegistrationError(f"{what} is {chosen!r}, expected a class with `from_pretrained`.")


def registered_for(
    registry: Registry[type, type], model_type: str | None, class_name: str | None
) -> type | None:
    """The caller's class: by the model type of its config class, or by its own name."""
    for config_class in registry:
        found = registry.get(config_class)
        if found is not None and (
            getattr(config_class, "model_type", None) == model_type is not None
            or found.__name__ == class_name
        ):
            return found
    return None


def remote(
    source: Source, data: Mapping[str, Any], auto_class: str, code_revision: str | None
) -> Any:
    """The class that the repository's own code defines, if its `auto_map` names one."""
    if not isinstance(source, Snapshot) or auto_class not in data.get("auto_map", {}):
        return None
    from auto_core.auto.remote_code import remote_class  # pyright: ignore[reportMissingImports]

    return remote_class(source, data, auto_class, code_revision)


def unknown(
    auto_class: str,
    suffix: str,
    source: Source,
    class_name: str | None,
    model_type: str | None,
    table: Mapping[str, str],
    data: Mapping[str, Any],
) -> Exception:
    """The error for files that name no known class."""
    name = source.name if isinstance(source, Snapshot) else os.fspath(source)
    if auto_class in data.get("auto_map", {}):
        return RemoteCodeError(
            f"{name!r} defines its {suffix} in its own code. If you have read that code and trust "
            "it, pass trust_remote_code=True."
        )
    known = kinds.class_names(suffix)
    hint = did_you_mean(class_name, known) if class_name else did_you_mean(model_type or "", table)
    return UnknownModelTypeError(
        f"{name!r} names {suffix} class {class_name!r} and model type {model_type!r}, for which "
        f"{auto_class} has no class.{hint} Model types it has: {', '.join(sorted(table))}. To add "
        f"your own: {auto_class}.register(YourConfig, Your{suffix})."
    )
