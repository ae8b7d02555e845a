"""AutoConfig: from a name to the right config class. The file name is the registry."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import logging
import os
import pkgutil
from collections.abc import Mapping
from typing import Any

import auto_core.configs
from auto_core.auto import plugins, upstream
from auto_core.auto.registry import Registry
from auto_core.auto.trust import trusted
from auto_core.checkpoints import kinds
from auto_core.checkpoints.hub import HUB_KEYWORDS, Snapshot
from auto_core.configs._base import PreTrainedConfig, describing, read_config_dict
from auto_core.errors import (
    ConfigError,
    RegistrationError,
    UnknownModelTypeError,
    did_you_mean,
)

log = logging.getLogger(__name__)

_registered: Registry[str, type[PreTrainedConfig]] = Registry("AutoConfig")


def module_name(model_type: str) -> str:
    """The file that holds a model type: "xlm-roberta" -> "xlm_roberta"."""
    return model_type.replace("-", "_").replace(".", "_")


def config_modules() -> list[str]:
    """The files of `auto_core.configs` that hold a model type."""
    modules = (module.name for module in pkgutil.iter_modules(auto_core.configs.__path__))
    return [name for name in modules if not name.startswith("_")]


def model_types() -> list[str]:
    """Every model type that AutoConfig can build: registered, plugins' and built in."""
    built_in = [_config_class_in(module).model_type for module in config_modules()]
    return sorted({*built_in, *plugins.model_types(), *_registered})


def _config_class_in(module: str) -> type[PreTrainedConfig]:
    """The config class of a file: the last one whose model type names the file."""
    members = vars(importlib.import_module(f"auto_core.configs.{module}")).values()
    return next(
        member
        for member in reversed(members)
        if inspect.isclass(member)
        and issubclass(member, PreTrainedConfig)
        and module_name(member.model_type) == module
    )


def built_in_config_class(model_type: str) -> type[PreTrainedConfig] | None:
    """The package's own config class, or None. Imports only that model type's file."""
    module = module_name(model_type)
    if not module.isidentifier() or module.startswith("_"):
        return None
    if importlib.util.find_spec(f"auto_core.configs.{module}") is None:
        return None
    return _config_class_in(module)


def declared_config_class(model_type: str) -> type[PreTrainedConfig] | None:
    """The config class of a plugin or, if no plugin has it, of the package; or None."""
    plugin = plugins.find(model_type)
    if plugin is None:
        return built_in_config_class(model_type)
    from auto_core.auto.architectures import read_plugin

    return read_plugin(plugin, "auto_core").CONFIG


def config_class_for(model_type: str) -> type[PreTrainedConfig]:
    """The config class of a model type: registered by the caller, a plugin's, or built in.

    Raises:
        UnknownModelTypeError: nothing has this name; the nearest names are given.
    """
    registered = _registered.get(model_type)
    found = registered or declared_config_class(model_type)
    if found is None:
        known = model_types()
        if model_type in upstream.MODEL_TYPES:  # no typo, though another type may look alike
            raise UnknownModelTypeError(
                f"transformers has model type {model_type!r}, and there is no {model_type} here "
                "yet. Ask for it in an issue of this project, or add it: docs/extending.md says "
                f'how, AutoConfig.register("{model_type}", YourConfig) makes it known. '
                "`auto list` shows what there is."
            )
        raise UnknownModelTypeError(
            f"No config is known for model type {model_type!r}.{did_you_mean(model_type, known)} "
            f"Known: {', '.join(known)}. To add your own: "
            f'AutoConfig.register("{model_type}", YourConfig).'
        )
    source = "registered by the caller" if registered else plugins.origin(model_type)
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
    model_type = data.get("model_type") or _model_type_in(name)
    if not isinstance(model_type, str) or not model_type:
        if other := kinds.of_config(data):
            raise ConfigError(f"The config of {name or 'this model'!r} has no model_type.{other}")
        raise ConfigError(
            f"The config of {name or 'this model'!r} has no model_type, and no known model type is "
            f"part of its name. Its keys: {', '.join(sorted(map(str, data))) or '-'}. Load it "
            "with its own class, e.g. BertConfig.from_pretrained(...), and pass config=... to "
            "the Auto class."
        )
    has_code = "auto_map" in data and model_type not in _registered
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


class AutoConfig:
    """Builds the config class that fits a checkpoint. Not to be instantiated."""

    def __init__(self) -> None:
        raise OSError(
            "AutoConfig is designed to be instantiated using the "
            "`AutoConfig.from_pretrained(pretrained_model_name_or_path)` method."
        )

    @classmethod
    def for_model(cls, model_type: str, **kwargs: Any) -> PreTrainedConfig:
        """A config of this model type from keywords: `AutoConfig.for_model("bert")`."""
        return config_class_for(model_type)(**kwargs)

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *,
        return_unused_kwargs: bool = False,
        trust_remote_code: bool = False,
        code_revision: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Load a config from a directory, a JSON file or the Hub.

        Keywords of the Hub (`revision`, `token`, ...) say where from; all others override
        fields. Returns the config, or (config, unused keywords) with `return_unused_kwargs`.
        `trust_remote_code=True` lets the repository's own code define the config.

        Raises:
            UnknownModelTypeError: the file's model_type is not known.
            UnknownArgumentError: a keyword is neither an option nor a field.
        """
        hub = {key: kwargs.pop(key) for key in HUB_KEYWORDS if key in kwargs}
        source = pretrained_model_name_or_path
        if not (isinstance(source, str | os.PathLike) and os.path.isfile(source)):
            source = Snapshot.open(source, **hub)
        data = read_config_dict(source)
        name = os.fspath(pretrained_model_name_or_path)
        config_class = None
        if trusted(trust_remote_code) and isinstance(source, Snapshot):
            from auto_core.auto.remote_code import remote_class

            config_class = remote_class(source, data, "AutoConfig", code_revision)
        if config_class is None:
            with describing(source, ()):
                config_class = class_of(data, name)
        unused: dict[str, Any] = {}
        if return_unused_kwargs:
            with describing(source, ()):
                fields = config_class.from_dict(data)
            unused = {key: kwargs.pop(key) for key in list(kwargs) if not hasattr(fields, key)}
        if issubclass(config_class, PreTrainedConfig):  # not one of another library
            options = ("trust_remote_code", "code_revision")
            where = "AutoConfig.from_pretrained"
            config_class.check_overrides(kwargs, data, where=where, options=options)
        with describing(source, kwargs):
            config = config_class.from_dict(data, **kwargs)
        config._adopt({"name_or_path": name})
        return (config, unused) if return_unused_kwargs else config

    @staticmethod
    def register(model_type: str, config: type[PreTrainedConfig], exist_ok: bool = False) -> None:
        """Make a model type of your own known.

        Raises:
            RegistrationError: the class's `model_type` is another one, or the name is taken.
        """
        if not (inspect.isclass(config) and issubclass(config, PreTrainedConfig)):
            raise RegistrationError(f"{config!r} is not a subclass of PreTrainedConfig.")
        if config.model_type != model_type:
            raise RegistrationError(
                f"{config.__name__}.model_type is {config.model_type!r} but it is registered as "
                f"{model_type!r}; make them equal."
            )
        _registered.register(model_type, config, exist_ok=exist_ok, builtin=declared_config_class)
