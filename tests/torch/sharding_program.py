"""What each process of test_sharding.py runs; prints one JSON object."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import torch
from torch import distributed
from torch.distributed.device_mesh import init_device_mesh

import auto_torch
from auto_core.errors import InputError

folder = Path(sys.argv[1])
torch.set_num_threads(1)
distributed.init_process_group("gloo")
rank = distributed.get_rank()
found: dict[str, Any] = {}


def inputs(name: str) -> dict[str, Any]:
    ids = torch.arange(12).reshape(2, 6) + 3
    if name == "vit":
        return {"pixel_values": torch.linspace(-1, 1, 2 * 3 * 8 * 8).reshape(2, 3, 8, 8)}
    return {"input_ids": ids, **({"labels": ids} if name != "bert" else {})}


def held(model: Any) -> int:
    return sum(getattr(p, "_local_tensor", p).numel() for p in model.parameters())


for name in sorted(p.name for p in folder.iterdir() if p.is_dir()):
    auto = getattr(auto_torch, (folder / name / "auto").read_text())
    whole = auto.from_pretrained(folder / name)
    given = inputs(name)
    truth = whole(**given)
    for plan in ("auto", "fsdp"):
        mesh = init_device_mesh("cpu", (2,)) if plan == "fsdp" else None
        model = auto.from_pretrained(folder / name, mesh=mesh, plan=plan)
        output = model(**given)
        row: dict[str, Any] = {
            "held": held(model) / held(whole),
            "difference": float((output[-1] - truth[-1]).detach().abs().max())
            if name in ("bert", "vit")
            else float((output.logits - truth.logits).detach().abs().max()),
            "notes": model.loading_report.notes,
        }
        if name in ("llama", "qwen3"):
            options = dict(max_new_tokens=4, do_sample=False)
            ids = model.generate(given["input_ids"], **options)
            row["ids"] = bool(torch.equal(ids, whole.generate(given["input_ids"], **options)))
            output.loss.backward()
            truth.loss.backward()
            grads = {n.replace("FSDP", ""): p.grad for n, p in model.named_parameters()}
            worst = 0.0
            for n, p in whole.named_parameters():
                grad = grads[n].full_tensor() if hasattr(grads[n], "full_tensor") else grads[n]
                worst = max(worst, float((grad - p.grad).abs().max()))
            row["gradients"] = worst
            whole.zero_grad()
            truth = whole(**given)
            saved = folder.parent / f"{name}-{plan}"
            model.save_pretrained(saved)
            again = auto.from_pretrained(saved)
            row["saved"] = all(
                torch.equal(a, b)
                for a, b in zip(again.parameters(), whole.parameters(), strict=True)
            )
            row["architectures"] = again.config.architectures
        found[f"{name}-{plan}"] = row

llama = folder / "llama"
for plan in ({"layers.*.self_attn.q_prj": "colwise"}, {"layers.*.mlp.up_proj": "colwse"}, "tp"):
    try:
        auto_torch.AutoModelForCausalLM.from_pretrained(llama, tp_plan=plan)
    except InputError as error:
        found.setdefault("errors", []).append(str(error))
distributed.destroy_process_group()
if rank == 0:
    print(json.dumps(found))
