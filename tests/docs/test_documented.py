"""Every field of a config and every input of a model is documented."""

from __future__ import annotations

import importlib
import inspect

import pytest
from parity.backends import BACKENDS, PACKAGES

from auto_core.auto.tasks import TASKS
from auto_core.configs import PreTrainedConfig
from auto_core.documentation.config_fields import FIELDS
from auto_core.documentation.describing import config_fields, documented_arguments
from auto_core.documentation.inputs import INPUTS
from auto_core.pretrained_numpy import NumpyPreTrainedModel
from auto_core.registry.architectures import built_in_modules
from auto_core.registry.configs import config_modules


def members(package: str, names: list[str], base: type) -> list[type]:
    found: dict[type, None] = {}
    for name in names:
        module = importlib.import_module(f"{package}.{name}")
        for member in vars(module).values():
            if isinstance(member, type) and issubclass(member, base):
                found.setdefault(member)
    return list(found)


CONFIGS = members("auto_core.configs", list(config_modules()), PreTrainedConfig)
MODELS = members("auto_core.models", list(built_in_modules()), NumpyPreTrainedModel)


def test_fields_of_configs() -> None:
    unknown = {
        name
        for config in CONFIGS
        for name in config_fields(config)
        if name not in FIELDS and name not in documented_arguments(config.__doc__)
    }
    assert not unknown, sorted(unknown)
    undescribed = {config.__name__ for config in CONFIGS if "see the source" in config.__doc__}
    assert not undescribed


def test_no_table_describes_what_is_not_there() -> None:
    unused = set(FIELDS) - {name for config in CONFIGS for name in config_fields(config)}
    assert not unused
    inputs = {name for model in MODELS for name in inspect.signature(model.forward).parameters}
    unused = set(INPUTS) - inputs
    assert not unused


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_inputs_of_models(model: type[NumpyPreTrainedModel]) -> None:
    names = set(inspect.signature(model.forward).parameters) - {"self", "args", "kwargs"}
    missing = names - set(documented_arguments(model.forward.__doc__))
    assert not missing, f"{model.__name__}.forward says nothing of {sorted(missing)}"


def test_tasks_are_described() -> None:
    assert all(task.__doc__ for task in TASKS)


NAMED = sorted({"auto_core", *(PACKAGES[backend][0] for backend in BACKENDS)})
# What the packages' models are made of stands once, in the core; these are the adapters' own.
BASES = {
    "auto_core": None,
    "auto_torch": ["PreTrainedModel"],
    "auto_tf": ["TFPreTrainedModel"],
    "auto_flax": ["FlaxPreTrainedModel"],
}


def undocumented(package: str) -> list[str]:
    """Public classes, functions and methods of a package without a docstring of their own or of
    what they override."""
    root = importlib.import_module(package)
    found = []
    for name in BASES[package] or sorted(root._names):
        value = getattr(root, name)
        if not (inspect.isclass(value) or inspect.isroutine(value)):
            continue
        if not inspect.getdoc(value):
            found.append(name)
        for member, method in inspect.getmembers(value) if inspect.isclass(value) else ():
            function = method.fget if isinstance(method, property) else method
            module = getattr(function, "__module__", None) or ""
            if member.startswith("_") or not module.startswith("auto_"):
                continue
            if not inspect.getdoc(method):
                found.append(f"{name}.{member}")
    return found


@pytest.mark.parametrize("package", NAMED)
def test_public_names(package: str) -> None:
    assert not undocumented(package)
