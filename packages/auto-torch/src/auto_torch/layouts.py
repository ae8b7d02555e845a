"""How torch's tensors lie in a checkpoint: as they are. A checkpoint's layout is torch's."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from auto_core.checkpoints.saving import as_stored
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.initializers import Init
from auto_torch.ops.tensor import asarray, torch_dtype


@dataclass
class TensorSlot:
    """A parameter or buffer, with every module that holds it."""

    name: str
    tensor: torch.Tensor
    init: Init
    owners: list[tuple[torch.nn.Module, str]]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.tensor.shape)

    @property
    def trainable(self) -> bool:
        return self.tensor.requires_grad

    @property
    def is_buffer(self) -> bool:
        return not isinstance(self.tensor, torch.nn.Parameter)

    @property
    def identity(self) -> int:
        return id(self.tensor)

    @property
    def is_empty(self) -> bool:
        return self.tensor.is_meta

    @property
    def is_split(self) -> bool:
        """Whether this process holds a part of it, as a DTensor."""
        return hasattr(self.tensor, "full_tensor")

    def read(self) -> Any:
        """The whole tensor; of one that is split, every process of its mesh must ask for it."""
        tensor: Any = self.tensor.detach()
        return to_stored(self.name, tensor.full_tensor() if self.is_split else tensor)

    def write(self, value: np.ndarray | StoredTensor, dtype: str | None, where: Any) -> None:
        if self.is_split:
            self._write_shard(value, dtype, where)
            return
        given = from_stored(value) if isinstance(value, StoredTensor) else asarray(value)
        if self.tensor.is_floating_point():
            tensor = given.to(device=where, dtype=torch_dtype(dtype) if dtype else None)
        else:
            tensor = given.to(device=where, dtype=self.tensor.dtype)
        if tensor is not given and isinstance(value, StoredTensor):
            value.release()
        if isinstance(self.tensor, torch.nn.Parameter):
            tensor = torch.nn.Parameter(tensor, requires_grad=self.tensor.requires_grad)
        for module, name in self.owners:
            setattr(module, name, tensor)
        self.tensor = tensor

    def _write_shard(self, value: np.ndarray | StoredTensor, dtype: str | None, where: Any) -> None:
        """Write the part of this process into a DTensor."""
        from torch.distributed.tensor import DTensor

        whole: Any = self.tensor
        mesh, placements = whole.device_mesh, whole.placements
        wanted = torch_dtype(dtype) if dtype and whole.is_floating_point() else None
        axis, blocks = _blocks(whole)
        pieces = []
        for offset, shape in blocks:
            if isinstance(value, StoredTensor):
                part = value.part(offset, shape)
                part.expect()
                given = from_stored(part)
            else:
                block = tuple(slice(o, o + n) for o, n in zip(offset, shape, strict=True))
                given = asarray(value[block])
            local = given.to(device=where, dtype=wanted).contiguous()
            if local is not given and isinstance(value, StoredTensor):
                part.release()
            pieces.append(local)
        local = pieces[0] if len(pieces) == 1 else torch.cat(pieces, axis)
        tensor = DTensor.from_local(
            local, mesh, placements, run_check=False, shape=whole.shape, stride=whole.stride()
        )
        parameter = torch.nn.Parameter(tensor, requires_grad=whole.requires_grad)
        for module, name in self.owners:
            module._parameters[name] = parameter
        self.tensor = parameter


def _blocks(whole: Any) -> tuple[int, list[tuple[tuple[int, ...], tuple[int, ...]]]]:
    """The axis along which the blocks that this process holds of a DTensor are joined; offset and
    shape of each. It is one, but of several projections beside each other one of each."""
    from torch.distributed.tensor._utils import compute_local_shape_and_global_offset

    placement = whole.placements[0]
    parts = getattr(placement, "split_factor", 1)
    if parts == 1 or len(whole.placements) > 1:
        shape, offset = compute_local_shape_and_global_offset(
            whole.shape, whole.device_mesh, whole.placements
        )
        return 0, [(tuple(offset), tuple(shape))]
    axis, mesh = placement.dim, whole.device_mesh
    step = whole.shape[axis] // parts
    size = step // mesh.size()
    shape, offset = list(whole.shape), [0] * whole.ndim
    shape[axis] = size
    found = []
    for part in range(parts):
        offset[axis] = part * step + mesh.get_local_rank() * size
        found.append((tuple(offset), tuple(shape)))
    return axis, found


def slots(model: torch.nn.Module) -> Iterator[TensorSlot]:
    """Every parameter and persistent buffer under each of its names."""
    owners: dict[int, list[tuple[torch.nn.Module, str]]] = {}
    found: list[TensorSlot] = []
    for prefix, module in model.named_modules(remove_duplicate=False):
        own = {name: p for name, p in module._parameters.items() if p is not None}
        plain = getattr(module, "plain_buffers", None)  # of quantised layers, as they are saved
        buffers = module._buffers if plain is None else plain()
        for name, buffer in buffers.items():
            if buffer is not None and name not in module._non_persistent_buffers_set:
                own[name] = buffer
        for name, tensor in own.items():
            owners.setdefault(id(tensor), []).append((module, name))
            inits: dict[str, Init] = getattr(module, "inits", {})
            init: Init = inits.get(name) or getattr(tensor, "init", "normal")
            path = f"{prefix}.{name}" if prefix else name
            found.append(TensorSlot(path, tensor, init, owners[id(tensor)]))
    yield from found


def from_numpy(array: np.ndarray, device: torch.device | None) -> torch.Tensor:
    """An array's values as a tensor; ml_dtypes' too."""
    return from_stored(as_stored("", array)).to(device)


def from_stored(stored: StoredTensor) -> torch.Tensor:
    """A tensor over the mapped file: no copy is made before somebody writes to it."""
    dtype = torch_dtype(stored.dtype)
    if not stored.size:
        return torch.empty(stored.shape, dtype=dtype)
    buffer = stored.buffer
    if buffer.readonly:
        with warnings.catch_warnings():  # torch warns of memory that it must not write
            warnings.simplefilter("ignore")
            flat = torch.frombuffer(buffer, dtype=torch.uint8).clone()
    else:
        flat = torch.frombuffer(buffer, dtype=torch.uint8)
    if flat.data_ptr() % dtype.itemsize:  # older files align nothing
        flat = flat.clone()
    flat = flat[: flat.numel() - flat.numel() % dtype.itemsize].view(dtype)
    return flat.as_strided(stored.shape, stored.strides)


def to_stored(name: str, tensor: torch.Tensor) -> StoredTensor:
    """The tensor's bytes, on the CPU, to be written to a file."""
    tensor = tensor.cpu().contiguous()
    flat = tensor.reshape(-1).view(torch.uint8).numpy() if tensor.numel() else np.empty(0, np.uint8)
    plain = as_stored(name, flat)
    dtype = str(tensor.dtype).removeprefix("torch.")
    return StoredTensor.dense(name, tuple(tensor.shape), dtype, plain.source)
