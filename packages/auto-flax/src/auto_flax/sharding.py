"""A model loaded straight into shards: each process reads the bytes of its own devices' alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, cast

import jax
import numpy as np
from flax import nnx
from jax.sharding import AxisType, Mesh, NamedSharding, PartitionSpec, Sharding

from auto_core.checkpoints.progress import shown
from auto_core.checkpoints.report import LoadingReport
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import InputError
from auto_core.pretrained.splitting import mesh_specs
from auto_flax import layouts
from auto_flax.meshes import require_auto

_AHEAD = 4  # tensors that are read while an earlier one is taken over
Index = tuple[tuple[int, int], ...]
ShardingOf = Callable[[str, tuple[int, ...]], Sharding]


@dataclass(frozen=True)
class Request:
    """What a caller says of sharding: a mesh and a plan, or a function of his own.

    The function is called with the name and shape of each tensor in the checkpoint's layout, and
    returns its sharding there.
    """

    mesh: Mesh | None = None
    plan: Any = "auto"
    function: ShardingOf | None = None

    def resolve(self, model: Any, report: LoadingReport | None) -> Shards:
        """The sharding of each tensor of a model, in the framework's layout."""
        slots = {slot.name: slot for slot in model.slots()}
        if self.function is not None:
            own = {name: self.function(name, slot.shape) for name, slot in slots.items()}
            require_auto(own.values())
            return Shards({n: _in_layout(s, slots[n]) for n, s in own.items()})
        assert self.mesh is not None
        specs, notes = mesh_specs(
            slots.values(),
            dict(self.mesh.shape),
            plan=self.plan,
            strict=True,
            config=model.config,
            rules=model.split_rules,
            transposed=model.transposed_weights,
        )
        if report is not None:
            report.notes += notes
        own = {n: NamedSharding(self.mesh, PartitionSpec(*spec)) for n, spec in specs.items()}
        return Shards({n: _in_layout(s, slots[n]) for n, s in own.items()})


@dataclass(frozen=True)
class Shards:
    """The sharding of each parameter, by its name in a checkpoint."""

    of: Mapping[str, Sharding] = field(default_factory=dict)


def request(mesh: Any, plan: Any, sharding: Any) -> Request | None:
    """What the keywords of `from_pretrained` mean, or None for a model on one device.

    Explicit axes, JAX 0.10's default for `jax.make_mesh`, become Auto: there the compiler splits
    the computation by the shards of the parameters.

    Raises:
        InputError: they do not belong together.
    """
    if callable(sharding) and not isinstance(sharding, Sharding):
        if mesh is not None or plan is not None:
            raise InputError("Pass either mesh= and plan=, or sharding=, not both.")
        return Request(function=cast(ShardingOf, sharding))
    if mesh is None:
        if plan is not None:
            raise InputError(f"plan={plan!r:.60} splits tensors over a mesh: pass mesh= with it.")
        return None
    if not isinstance(mesh, Mesh):
        raise InputError(f"mesh is {mesh!r:.80}, expected a jax.sharding.Mesh.")
    if sharding is not None:
        raise InputError("Pass either mesh= and plan=, or sharding=, not both.")
    if any(kind is not AxisType.Auto for kind in mesh.axis_types):
        mesh = Mesh(mesh.devices, mesh.axis_names)
    return Request(mesh, "auto" if plan is None else plan)


def _in_layout(sharding: Sharding, slot: layouts.VariableSlot) -> Sharding:
    """A sharding of the checkpoint's layout in the framework's, whose axes may be exchanged."""
    if slot.axes is None or not isinstance(sharding, NamedSharding):
        return sharding
    spec = [*sharding.spec, *[None] * (len(slot.axes) - len(sharding.spec))]
    return NamedSharding(sharding.mesh, PartitionSpec(*(spec[axis] for axis in slot.axes)))


def write_shards(
    slots: Mapping[str, layouts.VariableSlot],
    plan: Mapping[str, StoredTensor],
    dtype: str | None,
    shards: Shards,
) -> None:
    """Give each slot the shards of its tensor that this process's devices hold."""
    waiting: deque[tuple[str, Future[dict[Index, np.ndarray]]]] = deque()

    def take() -> None:
        name, future = waiting.popleft()
        slots[name].variable.set_value(_placed(slots[name], future.result(), shards.of[name]))

    with ThreadPoolExecutor(2) as pool:
        for name, tensor in shown(plan):
            if len(waiting) >= _AHEAD:
                take()
            waiting.append(
                (name, pool.submit(_blocks, slots[name], tensor, dtype, shards.of[name]))
            )
        while waiting:
            take()


def _own_shape(slot: layouts.VariableSlot) -> tuple[int, ...]:
    return tuple(slot.variable.get_value().shape)


def _indices(shape: Sequence[int], sharding: Sharding) -> dict[Index, list[Any]]:
    """Block of a tensor -> the devices of this process that hold it."""
    found: dict[Index, list[Any]] = {}
    for device, index in sharding.addressable_devices_indices_map(tuple(shape)).items():
        ranges = [piece.indices(n)[:2] for piece, n in zip(index or (), shape, strict=True)]
        found.setdefault(tuple(ranges), []).append(device)
    return found


def _blocks(
    slot: layouts.VariableSlot, tensor: StoredTensor, dtype: str | None, sharding: Sharding
) -> dict[Index, np.ndarray]:
    """The blocks that this process needs, out of the file."""
    made = {}
    for index in _indices(_own_shape(slot), sharding):
        axes = range(len(index)) if slot.axes is None else [int(a) for a in np.argsort(slot.axes)]
        ranges = [index[axis] for axis in axes]  # in the checkpoint's layout
        block = tensor.part([a for a, _ in ranges], [b - a for a, b in ranges])
        block.expect()
        made[index] = slot.copy(block, dtype).made()
    return made


def _placed(
    slot: layouts.VariableSlot, blocks: Mapping[Index, np.ndarray], sharding: Sharding
) -> jax.Array:
    shape = _own_shape(slot)
    arrays = []
    for index, devices in _indices(shape, sharding).items():
        first = jax.device_put(blocks[index], devices[0], may_alias=True)
        arrays += [first, *(jax.device_put(first, device) for device in devices[1:])]
    return jax.make_array_from_single_device_arrays(shape, sharding, arrays)


def partition_specs(model: nnx.Module) -> nnx.State:
    """The PartitionSpec of each parameter of a sharded model, as a tree for `jax.jit`."""
    return jax.tree.map(
        lambda array: getattr(array.sharding, "spec", PartitionSpec()), nnx.state(model, nnx.Param)
    )
