"""The vocabularies are one: the same names, the same arguments, in every adapter."""

from __future__ import annotations

import inspect

import pytest
from conformance.adapters import ADAPTERS, vocabulary


def parameters(function) -> list[tuple]:
    if inspect.isclass(function) and "__new__" not in vars(function):
        function = function.__init__  # metaclasses hide the constructor's signature
    signature = inspect.signature(function)
    return [(p.name, p.kind, p.default) for p in signature.parameters.values() if p.name != "self"]


@pytest.mark.parametrize("backend", ADAPTERS)
@pytest.mark.parametrize("part", ["ops", "nn"])
def test_names(part: str, backend: str) -> None:
    assert vocabulary(backend, part).__all__ == vocabulary("numpy", part).__all__


@pytest.mark.parametrize("backend", ADAPTERS)
@pytest.mark.parametrize("name", vocabulary("numpy", "ops").__all__)
def test_op(name: str, backend: str) -> None:
    ours = getattr(vocabulary(backend, "ops"), name)
    assert parameters(ours) == parameters(getattr(vocabulary("numpy", "ops"), name))


LAYERS = set(vocabulary("numpy", "nn").__all__) - {
    "Module",
    "Block",
    "ModuleList",
    "PreTrainedModel",
}


@pytest.mark.parametrize("backend", ADAPTERS)
@pytest.mark.parametrize("name", sorted(LAYERS))
def test_layer(name: str, backend: str) -> None:
    """A layer may take more than the contract (torch's own `inplace`), after what it names."""
    contract = parameters(getattr(vocabulary("numpy", "nn"), name))
    ours = parameters(getattr(vocabulary(backend, "nn"), name))
    assert [p[0] for p in ours[: len(contract)]] == [p[0] for p in contract]
    assert all(default is not inspect.Parameter.empty for _, _, default in ours[len(contract) :])
