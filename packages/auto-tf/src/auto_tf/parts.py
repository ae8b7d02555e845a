"""What Keras sees of a network: its parts as the model's layers, and a config to make it anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras

from auto_tf import layouts
from auto_tf.nn.module import Module


class ShowsParts:
    """Mixin of `keras.Model`: the parts of its network are its layers, and can be replaced."""

    @property
    def layers(self: Any) -> list[keras.layers.Layer]:
        """The parts of the network, then what was added to the model itself."""
        own = super().layers  # type: ignore[misc]
        network = self.__dict__.get("network")
        if network is None:
            return own
        parts = network._flatten_layers(include_self=False, recursive=False)
        return [*parts, *(layer for layer in own if layer is not network)]

    @layers.setter
    def layers(self, value: Any) -> None:
        raise AttributeError("Replace a part by its name, as in model.classifier = ...")

    def __dir__(self) -> list[str]:
        # Keras' weights files follow dir(), where the parts have names as `network`'s own.
        found = super().__dir__()
        return [n for n in found if n != "layers"] if "network" in self.__dict__ else [*found]

    def __setattr__(self, name: str, value: Any) -> None:
        network = self.__dict__.get("network")
        if name in vars(network or object) and isinstance(value, keras.layers.Layer):
            replace(network, name, value)
            self.__dict__.pop("_generation_functions", None)  # graphs of the old part
        else:
            super().__setattr__(name, value)


def name_parts(network: Module) -> None:
    """Give the direct parts the names of their attributes, which Keras' `get_layer` goes by."""
    for name, value in vars(network).items():
        if isinstance(value, Module | keras.layers.Layer) and not name.startswith("_"):
            value.name = name


def replace(network: Any, name: str, new: keras.layers.Layer) -> None:
    """Put a layer where another one was. A Dense gets its variables at once, for its inputs are
    known: it can be saved, and an optimizer finds it."""
    old = getattr(network, name)
    width = getattr(old, "in_features", None)
    if isinstance(new, keras.layers.Dense) and not new.built and width is not None:
        new.build((None, width))
        new.built = True
    setattr(network, name, new)
    layouts.name_variables(network)


def config_of(model: Any) -> dict[str, Any]:
    """What `made_of` makes a model of that computes the same with the same values."""
    args, kwargs = model._arguments
    given = {**dict(zip(model.constructor_keywords(), args[1:], strict=False)), **kwargs}
    slots = [slot for slot in model.slots() if not slot.is_buffer]
    dtypes = (slot.variable.value.dtype for slot in slots)
    return {
        "config": model.config.to_dict(),
        "name": model.name,
        "dtype": next((dtype.name for dtype in dtypes if dtype.is_floating), "float32"),
        "arguments": {k: v for k, v in given.items() if _is_plain(v)},
        "frozen": [slot.name for slot in slots if not slot.trainable],
    }


def made_of(cls: Any, given: Mapping[str, Any]) -> Any:
    """The model of `config_of`, with fresh values."""
    config = cls.config_class.from_dict(given["config"])
    dtype = given.get("dtype", "float32")
    model = cls.from_config(config, **given.get("arguments", {}), dtype=dtype)
    if "name" in given:
        model.name = given["name"]
    if "frozen" in given:
        for slot in model.slots():
            if not slot.is_buffer:
                slot.variable.trainable = slot.name not in given["frozen"]
    return model


def _is_plain(value: Any) -> bool:
    return isinstance(value, bool | int | float | str | None)
