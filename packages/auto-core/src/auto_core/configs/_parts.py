"""Configs made of configs of any model type."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.errors import ConfigError, UnknownModelTypeError


class PartsConfig(PreTrainedConfig):
    """Every field of `sub_configs` is the config of a part, found by the `model_type` in it.

    A part is given as a config or as its dictionary: of a built-in model type, of a plugin's, or
    of one that the caller has registered.
    """

    # Field -> what the part is where none is given, as a dictionary with model_type.
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {}
    # Whether a dictionary without model_type is of the default's, because nearly all parts are.
    default_types: ClassVar[bool] = False

    def _complete(self) -> None:
        for name in self.sub_configs:
            if getattr(self, name) is None:
                setattr(self, name, dict(self.default_parts[name]))
            value = getattr(self, name)
            if not isinstance(value, PreTrainedConfig | dict):
                self._refuse(name, "a config or its dictionary")
            if isinstance(value, dict) and not value.get("model_type"):
                if self.default_types:
                    kind = self.default_parts[name]["model_type"]
                    setattr(self, name, {**value, "model_type": kind})
                    continue
                raise self._part_error(
                    name, f"its dictionary has no model_type; its keys: {', '.join(value) or '-'}"
                )
        try:
            super()._complete()
        except UnknownModelTypeError as error:
            raise UnknownModelTypeError(f"A part of {type(self).__name__}: {error}") from error

    def _part_error(self, name: str, problem: str) -> ConfigError:
        return ConfigError(f"{type(self).__name__}.{name}: {problem}.")
