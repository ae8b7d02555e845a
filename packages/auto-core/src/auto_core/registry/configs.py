"""From a model type to its config class: registered, a plugin's or built in.

The file name is the registry: `auto_core.configs.bert` has the config of model type "bert".
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import logging
import os
import pkgutil
from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any

from auto_core.errors import ConfigError, UnknownModelTypeError, did_you_mean
from auto_core.registry import plugins, upstream
from auto_core.registry.aliases import ALIASES
from auto_core.registry.table import Registry

if TYPE_CHECKING:
    from auto_core.configs._base import PreTrainedConfig

log = logging.getLogger(__name__)

registered: Registry[str, type[PreTrainedConfig]] = Registry("AutoConfig")


def module_name(model_type: str) -> str:
    """The file that holds a model type: "xlm-roberta" -> "xlm_roberta"."""
    return model_type.replace("-", "_").replace(".", "_")


def _package() -> ModuleType:
    """`auto_core.configs`, imported here because its base class asks this registry."""
    return importlib.import_module("auto_core.configs")


def config_modules() -> list[str]:
    """The files of `auto_core.configs` that hold a model type."""
    modules = (module.name for module in pkgutil.iter_modules(_package().__path__))
    return [name for name in modules if not name.startswith("_")]


def model_types() -> list[str]:
    """Every model type that AutoConfig can build: registered, plugins' and built in."""
    built_in = [_config_class_in(module).model_type for module in config_modules()]
    return sorted({*built_in, *plugins.model_types(), *registered})


def _config_class_in(module: str) -> Any:
    """The config class of a file: the last one whose model type names the file."""
    members = vars(importlib.import_module(f"auto_core.configs.{module}")).values()
    return next(
        member
        for member in reversed(members)
        if inspect.isclass(member) and module_name(getattr(member, "model_type", "")) == module
    )


def built_in_config_class(model_type: str) -> type[PreTrainedConfig] | None:
    """The package's own config class, or None. Imports only that model type's file."""
    module = module_name(model_type)
    if not module.isidentifier() or module.startswith("_"):
        return None
    if importlib.util.find_spec(f"auto_core.configs.{module}") is None:
        alias = ALIASES.get(model_type)
        return None if alias is None else _config_class_in(alias)
    return _config_class_in(module)


def declared_config_class(model_type: str) -> type[PreTrainedConfig] | None:
    """The config class of a plugin or, if no plugin has it, of the package; or None."""
    plugin = plugins.find(model_type)
    if plugin is None:
        return built_in_config_class(model_type)
    from auto_core.registry.architectures import read_plugin

    return read_plugin(plugin, "auto_core").CONFIG


def config_class_for(model_type: str) -> type[PreTrainedConfig]:
    """The config class of a model type: registered by the caller, a plugin's, or built in.

    Raises:
        UnknownModelTypeError: nothing has this name; the nearest names are given.
    """
    own = registered.get(model_type)
    found = own or declared_config_class(model_type)
    if found is None:
        known = model_types()
        # No typo, though another type may look alike.
        if model_type in upstream.MODEL_TYPES | upstream.OLDER:
            has = "has" if model_type in upstream.MODEL_TYPES else "4 had"
            raise UnknownModelTypeError(
                f"transformers {has} model type {model_type!r}, and there is no {model_type} here "
                "yet. Ask for it in an issue of this project, or add it: docs/extending.md says "
                f'how, AutoConfig.register("{model_type}", YourConfig) makes it known. '
                "`auto list` shows what there is."
            )
        raise UnknownModelTypeError(
            f"No config is known for model type {model_type!r}.{did_you_mean(model_type, known)} "
            f"Known: {', '.join(known)}. To add your own: "
            f'AutoConfig.register("{model_type}", YourConfig).'
        )
    source = "registered by the caller" if own else plugins.origin(model_type)
    plugins.log_choice(log, f"Model type {model_type!r}", found, source)
    return found


def config_from_dict(data: Mapping[str, Any], **overrides: Any) -> PreTrainedConfig:
    """Build the config that a config.json's content describes."""
    return class_of(data).from_dict(data, **overrides)


def class_of(data: Mapping[str, Any], name: str = "") -> type[PreTrainedConfig]:
    """The config class that a config.json's content calls for.

    A file of before 2020 has no `model_type`; then the longest known model type that is part of
    `name` (the directory or repository) is taken, as upstream does.
    """
    timm = "timm_wrapper" if {"architecture", "pretrained_cfg"} <= data.keys() else None
    model_type = data.get("model_type") or timm or _model_type_in(name)
    if model_type == "t5" and "ChronosBoltModelForForecasting" in (data.get("architectures") or ()):
        model_type = "chronos_bolt"
    if not isinstance(model_type, str) or not model_type:
        raise ConfigError(
            f"The config of {name or 'this model'!r} has no model_type, and no known model type is "
            f"part of its name. Its keys: {', '.join(sorted(map(str, data))) or '-'}. Load it "
            "with its own class, e.g. BertConfig.from_pretrained(...), and pass config=... to "
            "the Auto class."
        )
    has_code = "auto_map" in data and model_type not in registered
    if has_code and declared_config_class(model_type) is None:
        raise UnknownModelTypeError(
            f"{name!r} has model type {model_type!r}, which only its own code defines. If you "
            "have read that code and trust it, pass trust_remote_code=True."
        )
    return config_class_for(model_type)


def _model_type_in(name: str) -> str | None:
    lowered = os.path.basename(os.path.normpath(name)).lower() if name else ""
    found = [kind for kind in model_types() if kind in lowered]
    return max(found, key=len, default=None)
