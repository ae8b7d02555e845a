"""AutoConfig: from a name to the config that its file describes."""

from __future__ import annotations

import inspect
import os
from typing import Any, Literal, overload

from auto_core.auto.trust import trusted
from auto_core.checkpoints.hub import Snapshot, pop_hub_keywords
from auto_core.configs._base import PreTrainedConfig, describing, read_config_dict
from auto_core.errors import RegistrationError
from auto_core.registry.configs import (
    class_of,
    config_class_for,
    declared_config_class,
    registered,
)


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

    @overload
    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *,
        return_unused_kwargs: Literal[False] = False,
        trust_remote_code: bool = False,
        code_revision: str | None = None,
        **kwargs: Any,
    ) -> PreTrainedConfig: ...
    @overload
    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | os.PathLike[str],
        *,
        return_unused_kwargs: Literal[True],
        trust_remote_code: bool = False,
        code_revision: str | None = None,
        **kwargs: Any,
    ) -> tuple[PreTrainedConfig, dict[str, Any]]: ...
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
        `trust_remote_code=True` lets the repository's own code define the config. `gguf_file`
        is a file of llama.cpp whose metadata is the config.

        Raises:
            UnknownModelTypeError: the file's model_type is not known.
            UnknownArgumentError: a keyword is neither an option nor a field.
        """
        hub = pop_hub_keywords(kwargs)
        gguf_file = kwargs.pop("gguf_file", None)
        source = pretrained_model_name_or_path
        if not (isinstance(source, str | os.PathLike) and os.path.isfile(source)):
            source = Snapshot.open(source, **hub)
        data = read_config_dict(source) if gguf_file is None else _of_gguf(source, gguf_file)
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
        registered.register(model_type, config, exist_ok=exist_ok, builtin=declared_config_class)


def _of_gguf(source: Any, gguf_file: str) -> dict[str, Any]:
    """The config in a GGUF file's metadata."""
    from auto_core.checkpoints.gguf.architectures import config_of
    from auto_core.checkpoints.gguf.reader import Gguf

    return config_of(Gguf.open(Snapshot.open(source), gguf_file))
