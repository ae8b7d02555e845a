"""`auto parity`: the installed backends on one input, against NumPy in float64."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np

from auto_core.auto.configuration import AutoConfig
from auto_core.auto.declared import declared_class
from auto_core.auto.modeling import FAMILIES, installed_families
from auto_core.checkpoints.hub import Snapshot
from auto_core.cli.reports.inputs import example_inputs, without_chance
from auto_core.cli.reports.support import check_backend
from auto_core.registry import architectures
from auto_core.registry.frameworks import adapter
from auto_core.tensors import is_tensor, to_numpy


@dataclass
class Difference:
    """One backend.

    Attributes:
        output: the one that differs most.
        absolute: the largest difference of that output.
        relative: the same, by the output's largest magnitude; what `tolerance` is held against.
    """

    backend: str
    model_class: str
    dtype: str
    outputs: int
    output: str
    absolute: float
    relative: float
    agrees: bool


@dataclass
class Parity:
    """What each backend made of the same input (its shapes by name)."""

    name: str
    architecture: str
    inputs: dict[str, list[int]]
    tolerance: float
    differences: list[Difference]

    @property
    def agrees(self) -> bool:
        return all(difference.agrees for difference in self.differences)


def parity(
    name: str,
    *,
    backends: list[str] | None = None,
    architecture: str | None = None,
    tolerance: float = 1e-4,
    seed: int = 0,
    **hub: Any,
) -> Parity:
    """Load a checkpoint in each backend in float32 and compare with NumPy in float64.

    Raises:
        InputError: no input can be made for this architecture, or no such backend.
        MissingDependencyError: a backend is not installed.
        CheckpointError, WeightMismatchError: it cannot be loaded.
    """
    chosen = [check_backend(backend) for backend in backends or installed_families()]
    for backend in chosen:
        adapter(FAMILIES[backend][1])  # said before anything is downloaded
    snapshot = Snapshot.open(name, **hub)
    config = without_chance(AutoConfig.from_pretrained(snapshot))
    exact_class = declared_class(config, architecture)
    head = exact_class.architecture_name()
    inputs = example_inputs(config, exact_class, np.random.default_rng(seed))
    truth = exact_class.from_pretrained(snapshot, config=config, dtype="float64")
    exact = _run("numpy", truth, inputs)
    differences = []
    for backend in chosen:
        model_class = _class(backend, config, head)
        model = model_class.from_pretrained(snapshot, config=config, dtype="float32")
        found = _run(backend, model, inputs)
        output, absolute, relative = _largest(exact, found)
        agrees = relative <= tolerance
        shown = model_class.__name__
        differences.append(
            Difference(backend, shown, "float32", len(found), output, absolute, relative, agrees)
        )
    shapes = {key: list(value.shape) for key, value in inputs.items()}
    return Parity(snapshot.name, head, shapes, tolerance, differences)


def _class(backend: str, config: Any, head: str) -> Any:
    """The backend's class for a head: as its Auto class presents it."""
    package = FAMILIES[backend][1]
    if backend == "numpy":
        return getattr(architectures.architecture(config.model_type, package), head)
    family = adapter(package, "auto").FAMILY
    return family.present(getattr(architectures.architecture(config.model_type, package), head))


def _run(backend: str, model: Any, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    context: Any = nullcontext()
    if backend == "torch":
        context = importlib.import_module("torch").no_grad()
    with context:
        return dict(_flat(model(**inputs), ""))


def _flat(value: Any, name: str) -> Iterator[tuple[str, np.ndarray]]:
    """Floating outputs by dotted names; caches are left out."""
    if isinstance(value, Mapping) or hasattr(value, "items"):
        pairs = [(str(key), item) for key, item in value.items() if key != "past_key_values"]
    elif isinstance(value, tuple | list):
        pairs = [(str(index), item) for index, item in enumerate(value)]
    elif is_tensor(value):
        array = to_numpy(value)
        if array.dtype.kind == "f" and array.size:
            yield name, array.astype(np.float64)
        return
    else:
        return
    for key, item in pairs:
        yield from _flat(item, f"{name}.{key}" if name else key)


def _largest(
    exact: Mapping[str, np.ndarray], found: Mapping[str, np.ndarray]
) -> tuple[str, float, float]:
    """The output that differs most, its largest difference, and that by its magnitude."""
    worst = ("-", 0.0, 0.0)
    for name, truth in exact.items():
        ours = found.get(name)
        if ours is None or ours.shape != truth.shape:
            return name, float("inf"), float("inf")
        absolute = float(np.max(np.abs(ours - truth)))
        relative = absolute / float(np.max(np.abs(truth)) or 1.0)
        if not np.isfinite(relative):
            return name, float("inf"), float("inf")
        if relative >= worst[2]:
            worst = (name, absolute, relative)
    return worst
