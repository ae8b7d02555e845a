"""The class that a config names in `architectures`, among those that are declared for its type."""

from __future__ import annotations

import inspect

from auto_core.auto.numpy import FAMILY
from auto_core.configs import PreTrainedConfig
from auto_core.errors import UnknownModelTypeError, UnsupportedTaskError, did_you_mean
from auto_core.pretrained_numpy import NumpyPreTrainedModel
from auto_core.registry import architectures
from auto_core.registry.configs import built_in_config_class


def declared_heads(model_type: str) -> dict[str, type[NumpyPreTrainedModel]]:
    """Task -> class of an architecture, in NumPy's reading, which needs no framework.

    Raises:
        UnknownModelTypeError: there is no such architecture.
    """
    module = architectures.architecture(model_type, FAMILY.package)
    if module is None:
        found = "only a config" if built_in_config_class(model_type) else "no architecture"
        raise UnknownModelTypeError(
            f"There is {found} for model type {model_type!r}. `auto list` shows what there is."
        )
    return module.HEADS


def declared_class(config: PreTrainedConfig, name: str | None = None) -> type[NumpyPreTrainedModel]:
    """The class called `name` (any framework's prefix is understood), by default the one that
    `config.architectures` names; without that, the base model.

    Raises:
        UnsupportedTaskError: the architecture has no class of that name.
    """
    heads = declared_heads(config.model_type)
    name = name or (config.architectures or [None])[0]
    if name is None:
        return heads.get("base") or next(iter(heads.values()))
    module = inspect.getmodule(next(iter(heads.values())))
    classes = {cls.architecture_name(): cls for cls in heads.values()}
    classes |= {
        cls.architecture_name(): cls
        for cls in vars(module).values()
        if inspect.isclass(cls)
        and issubclass(cls, NumpyPreTrainedModel)
        and cls is not NumpyPreTrainedModel
    }
    for spelling in (name, name.removeprefix("TF"), name.removeprefix("Flax")):
        if spelling in classes:
            return classes[spelling]
    raise UnsupportedTaskError(
        f"{config.model_type} has no class {name!r}.{did_you_mean(name, classes)} "
        f"It has: {', '.join(sorted({cls.architecture_name() for cls in heads.values()}))}."
    )
