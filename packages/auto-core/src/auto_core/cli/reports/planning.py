"""`auto plan`: what each of many devices would hold of a model, from its config alone."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auto_core.auto.configuration import AutoConfig
from auto_core.auto.declared import declared_class
from auto_core.errors import InputError
from auto_core.pretrained.dtypes import parameter_dtype
from auto_core.pretrained.splitting import mesh_specs

_SIZES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2}
_MOST_DEVICES = 1 << 16


@dataclass
class Plan:
    """Weights alone: activations, caches, gradients and the optimizer's state come on top.

    Attributes:
        mesh: devices along each axis.
        devices: of the whole mesh.
        bytes_per_device: what each holds in `dtype`.
        whole_bytes: of these, what every device holds.
        bytes_read: what a process with one device reads of files of the config's dtype.
        fits: whether it is within the memory that was asked about.
        notes: what is whole, and why.
        advice: what to change where it does not fit.
    """

    name: str
    architecture: str
    plan: str
    mesh: dict[str, int]
    devices: int
    dtype: str
    parameters: int
    total_bytes: int
    bytes_per_device: int
    whole_bytes: int
    bytes_read: int
    largest_tensor: str
    largest_bytes: int
    fits: bool | None
    notes: list[str]
    advice: list[str]


def plan(
    name: str,
    mesh: str,
    kind: str,
    *,
    dtype: str | None,
    memory: float | None,
    loading: dict[str, Any],
) -> Plan:
    """Split a model's tensors over a mesh, on paper.

    Args:
        mesh: "8", or "2x4": fully sharded over the first number, tensor parallel over the second.
        kind: "auto" or "fsdp".
        memory: GiB of each device.
        loading: of `AutoConfig.from_pretrained`.

    Raises:
        InputError: the mesh, the plan or the dtype is none, or loading would refuse the mesh.
        CheckpointError: the config cannot be found or read.
    """
    shape = _shape(mesh, kind)
    config = AutoConfig.from_pretrained(name, **loading)
    stored = _known(config.dtype or "float32")
    held = _known(dtype) if dtype else stored
    model = declared_class(config).skeleton(config)
    model.tie_weights()
    slots = {slot.name: tuple(slot.shape) for slot in model.slots()}
    each, whole, notes = _split(model, shape, kind)
    item = _SIZES[held]
    largest = max(slots, key=lambda tensor: math.prod(slots[tensor]))
    per_device = item * sum(each.values())
    limit = None if memory is None else memory * 2**30
    fits = None if limit is None else per_device <= limit
    return Plan(
        name=name,
        architecture=type(model).architecture_name(),
        plan=kind,
        mesh=shape,
        devices=math.prod(shape.values()),
        dtype=held,
        parameters=sum(map(math.prod, slots.values())),
        total_bytes=item * sum(map(math.prod, slots.values())),
        bytes_per_device=per_device,
        whole_bytes=item * whole,
        bytes_read=_SIZES[stored] * sum(each.values()),
        largest_tensor=largest,
        largest_bytes=item * math.prod(slots[largest]),
        fits=fits,
        notes=notes,
        advice=[] if limit is None or fits else _advice(model, shape, kind, held, limit),
    )


def _shape(mesh: str, kind: str) -> dict[str, int]:
    """The mesh's axes and their sizes."""
    numbers = [int(n) for n in mesh.split("x")] if re.fullmatch(r"\d{1,6}(x\d{1,6})?", mesh) else []
    if not numbers or min(numbers) < 1 or math.prod(numbers) > _MOST_DEVICES:
        raise InputError(
            f"--mesh is {mesh!r}, expected a number of devices (8), or two (2x4: fully sharded "
            f"over 2, tensor parallel over 4), {_MOST_DEVICES:,} devices at most."
        )
    if kind not in ("auto", "fsdp"):
        raise InputError(f"--plan is {kind!r}, expected auto or fsdp.")
    if len(numbers) == 2:
        return dict(zip(("fsdp", "model"), numbers, strict=True))
    return {"fsdp" if kind == "fsdp" else "model": numbers[0]}


def _known(dtype: str) -> str:
    name = parameter_dtype(dtype)
    if name not in _SIZES:
        raise InputError(f"--dtype is {dtype!r}, expected one of {', '.join(_SIZES)}.")
    return name


def _split(
    model: Any, shape: Mapping[str, int], kind: str
) -> tuple[dict[str, int], int, list[str]]:
    """Numbers of each tensor on a device, how many of all are on every device, and notes."""
    slots = list(model.slots())
    specs, notes = mesh_specs(
        slots,
        shape,
        plan=kind,
        strict=True,
        config=model.config,
        rules=model.split_rules,
        transposed=model.transposed_weights,
    )
    each, whole = {}, 0
    for slot in slots:
        count = math.prod(slot.shape)
        parts = math.prod(shape[axis] for axis in specs[slot.name] if axis)
        each[slot.name] = count // parts
        whole += count if parts == 1 else 0
    return each, whole, notes


def _advice(model: Any, shape: dict[str, int], kind: str, dtype: str, limit: float) -> list[str]:
    """The smallest change that makes it fit."""
    advice = []
    axis = next(iter(shape))
    for count in (shape[axis] << power for power in range(1, 11)):
        each, _, _ = _split(model, {**shape, axis: count}, kind)
        if _SIZES[dtype] * sum(each.values()) <= limit:
            mesh = "x".join(str({**shape, axis: count}[name]) for name in shape)
            advice.append(f"--mesh {mesh} would fit.")
            break
    if kind == "auto" and "fsdp" not in shape:
        advice.append("--plan fsdp splits all tensors, also those that are whole here.")
    if _SIZES[dtype] > 2:
        advice.append("--dtype bfloat16 takes half of it.")
    advice.append("Quantised weights take a quarter of bfloat16's memory (keep_quantized=True).")
    return advice
