"""What each process of test_mesh_of_two_dimensions.py runs; prints one JSON object."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import torch
from torch import distributed
from torch.distributed.device_mesh import init_device_mesh

import auto_torch

torch.set_num_threads(1)
distributed.init_process_group("gloo")
mesh = init_device_mesh("cpu", (2, 2), mesh_dim_names=("fsdp", "tp"))
ids = torch.arange(12).reshape(2, 6) + 3
given = {"input_ids": ids, "labels": ids}
found: dict[str, Any] = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    auto = getattr(auto_torch, (path / "auto").read_text())
    whole = auto.from_pretrained(path)
    split = auto.from_pretrained(path, mesh=mesh, plan="auto")
    exact, output = whole(**given), split(**given)
    exact.loss.backward()
    output.loss.backward()
    gradients = {name: p.grad for name, p in split.named_parameters()}
    pairs = [(p.grad, gradients[n].full_tensor()) for n, p in whole.named_parameters()]
    difference = (output.logits - exact.logits).detach().abs().max()
    found[path.name] = {
        "difference": float(difference / exact.logits.abs().max()),
        # Each tensor's by its own largest: that of a head's norm is small beside others.
        "gradients": max(float((a - b).abs().max() / a.abs().max()) for a, b in pairs),
        "held": sum(p.to_local().numel() for p in split.parameters()) / whole.num_parameters(),
    }
distributed.destroy_process_group()
print(json.dumps(found))
