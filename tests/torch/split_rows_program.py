"""What each process of test_split_rows.py runs: rows of the architectures' tables, split over two
processes and whole; prints one JSON object."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import torch
from parity.arch import Arch, Row
from torch import distributed
from torch.distributed.device_mesh import init_device_mesh

import auto_torch
from auto_core.outputs import KeyValueCache

folder = Path(sys.argv[1])
torch.set_num_threads(1)
distributed.init_process_group("gloo")
rank = distributed.get_rank()
mesh = init_device_mesh("cpu", (2,))


def one_row_of_each_config(arch: Arch) -> Iterator[Row]:
    seen: set[str] = set()
    for row in arch.rows:
        if (key := str(row.config)) not in seen:
            seen.add(key)
            yield row


def randomised(model: Any) -> Any:
    """With random numbers: zeros of biases would hide most mistakes."""
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if parameter.ndim < 2:
                parameter.add_(0.2 * noise)
            else:
                parameter.copy_(noise * parameter[0].numel() ** -0.5)
    return model


def tensors(output: Any) -> list[torch.Tensor]:
    """The tensors of an output that every process has whole, those of outputs within it too."""
    if isinstance(output, torch.Tensor):
        return [output] if output.is_floating_point() else []
    if isinstance(output, KeyValueCache):
        return []  # each process has its own heads
    if isinstance(output, dict):
        return [t for value in output.values() for t in tensors(value)]
    return [t for value in output for t in tensors(value)] if isinstance(output, tuple) else []


def as_tensor(value: Any) -> Any:
    if not isinstance(value, np.ndarray):
        return value
    tensor = torch.from_numpy(value)
    return tensor.float() if tensor.is_floating_point() else tensor


def gradients(model: Any, outputs: list[torch.Tensor]) -> dict[str, torch.Tensor]:
    """Of a sum by weights that differ: of squares alone, norms at the end would leave nothing."""
    total: Any = 0.0
    for tensor in outputs:
        if tensor.requires_grad:
            weights = torch.linspace(0.5, 1.5, tensor.numel()).reshape(tensor.shape)
            total = total + (tensor * weights).mean()
    if not isinstance(total, torch.Tensor):
        return {}
    total.backward()
    found = {}
    for name, parameter in model.named_parameters():
        if parameter.grad is not None:
            grad: Any = parameter.grad
            found[name] = grad.full_tensor() if hasattr(grad, "full_tensor") else grad
    return found


def worst(pairs: list[tuple[torch.Tensor, torch.Tensor]]) -> float:
    """The largest difference, in units of the largest number."""
    finite = [(a.detach().nan_to_num(0, 0, 0), b.detach().nan_to_num(0, 0, 0)) for a, b in pairs]
    sizes = [float(b.abs().max()) for _, b in finite if b.numel()]
    differences = [float((a - b).abs().max()) for a, b in finite if b.numel()]
    return max(differences, default=0.0) / max([*sizes, 1e-30])


def compared(arch: Arch, row: Row) -> dict[str, Any]:
    case = arch.case(row)
    auto = getattr(auto_torch, case.head)
    path = folder / "model"
    if rank == 0:
        config = auto.config_class(**case.options)
        randomised(auto.from_config(config)).save_pretrained(path)
    distributed.barrier()
    split = auto.from_pretrained(path, mesh=mesh, plan="auto", dtype="float32")
    whole = auto.from_pretrained(path, dtype="float32")
    distributed.barrier()
    given = {name: as_tensor(v) for name, v in case.inputs(np.random.default_rng(0)).items()}
    ours, truth = tensors(split(**given)), tensors(whole(**given))
    both = gradients(split, ours), gradients(whole, truth)
    shares = [n for n, p in split.named_parameters() if hasattr(p, "full_tensor")]
    return {
        "difference": worst(list(zip(ours, truth, strict=True))),
        "gradients": worst([(both[0][name], grad) for name, grad in both[1].items()]),
        "split": len(shares),
    }


found = {}
for name in sys.argv[2:]:
    arch = importlib.import_module(f"parity.architectures.{name}").ARCH
    for row in one_row_of_each_config(arch):
        try:
            found[f"{name}-{row.id}"] = compared(arch, row)
        except Exception as error:  # of one row; each process has the same
            found[f"{name}-{row.id}"] = {"error": f"{type(error).__name__}: {error}"[:300]}
distributed.destroy_process_group()
if rank == 0:
    print(json.dumps(found))
