"""A model loaded straight into shards: DTensors, of which each process reads its own bytes alone.

Tensor parallelism is `tensor_parallel`, full sharding torch's `fully_shard`: before
anything is read, the parameters of the empty model become DTensors, and each slot then writes its
local part.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import torch
from torch import distributed
from torch.distributed.device_mesh import DeviceMesh, init_device_mesh
from torch.distributed.fsdp import fully_shard, register_fsdp_forward_method

from auto_core.checkpoints.report import LoadingReport
from auto_core.errors import InputError
from auto_torch.nn.module import Block
from auto_torch.tensor_parallel import parallelize

# Names of mesh dimensions, by what they split.
TENSOR_DIMENSIONS = ("tp", "model", "tensor")
FSDP_DIMENSIONS = ("fsdp", "dp", "data", "dp_shard")


@dataclass(frozen=True)
class Request:
    """A mesh, and how tensors are split over it."""

    mesh: DeviceMesh
    plan: Any

    @property
    def device(self) -> torch.device:
        """Where this process's part lies."""
        kind = self.mesh.device_type
        if kind == "cpu":
            return torch.device("cpu")
        return torch.device(kind, int(os.environ.get("LOCAL_RANK", self.mesh.get_local_rank(0))))

    def apply(self, model: Any, report: LoadingReport | None) -> torch.device:
        """Make DTensors of an empty model's parameters.

        Raises:
            InputError: no dimension of the mesh is named for the plan.
        """
        if self.plan == "fsdp":
            self._shard(model, self._dimension(FSDP_DIMENSIONS))
            return self.device
        part = self._dimension(TENSOR_DIMENSIONS)
        notes = parallelize(model, part, self.plan)
        if report is not None:
            report.notes += notes
        names = self.mesh.mesh_dim_names or ()
        if (rest := [name for name in names if name in FSDP_DIMENSIONS]) and self.mesh.ndim > 1:
            self._shard(model, self.mesh[rest[0]])
        return self.device

    @staticmethod
    def _shard(model: Any, mesh: DeviceMesh) -> None:
        for module in list(model.modules()):
            if isinstance(module, Block):
                fully_shard(module, mesh=mesh)
                if hasattr(module, "position_bias"):  # called beside `forward`, on T5's blocks
                    register_fsdp_forward_method(module, "position_bias")
        fully_shard(model, mesh=mesh)

    def _dimension(self, wanted: tuple[str, ...]) -> DeviceMesh:
        if self.mesh.ndim == 1:
            return self.mesh
        names = self.mesh.mesh_dim_names or ()
        found = [name for name in names if name in wanted]
        if not found:
            raise InputError(
                f"plan={self.plan!r:.60} needs a mesh dimension called {' or '.join(wanted)}, and "
                f"the mesh has {', '.join(names) or 'none with a name'}."
            )
        return self.mesh[found[0]]


def request(kwargs: dict[str, Any]) -> Request | None:
    """What `mesh` (or `device_mesh`) and `plan` (or `tp_plan`) of `from_pretrained` mean.

    Without a mesh, all processes that torchrun started are one.

    Raises:
        InputError: there is no group of processes, or the keywords do not belong together.
    """
    mesh, device_mesh = kwargs.pop("mesh", None), kwargs.pop("device_mesh", None)
    plan, tp_plan = kwargs.pop("plan", None), kwargs.pop("tp_plan", None)
    if (mesh is not None and device_mesh is not None) or (plan is not None and tp_plan is not None):
        raise InputError("mesh and device_mesh are one keyword, as are plan and tp_plan: pass one.")
    mesh = device_mesh if mesh is None else mesh
    plan = tp_plan if plan is None else plan
    if mesh is None and plan is None:
        return None
    if kwargs.get("device") is not None or kwargs.get("device_map") is not None:
        raise InputError("A mesh says where tensors lie: leave out device= and device_map=.")
    if mesh is None:
        mesh = _whole_mesh(plan)
    if not isinstance(mesh, DeviceMesh):
        raise InputError(f"mesh is {mesh!r:.80}, expected a torch.distributed.DeviceMesh.")
    return Request(mesh, "auto" if plan is None else plan)


def _whole_mesh(plan: Any) -> DeviceMesh:
    kind = "cuda" if torch.cuda.is_available() else "cpu"
    if not distributed.is_initialized():
        if "RANK" not in os.environ:
            raise InputError(
                f"plan={plan!r:.60} splits a model over processes, and this one was not started by "
                "torchrun: run `torchrun --nproc-per-node 2 program.py`, or pass mesh=."
            )
        if kind == "cuda":
            torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
        distributed.init_process_group("nccl" if kind == "cuda" else "gloo")
    return init_device_mesh(kind, (distributed.get_world_size(),))
