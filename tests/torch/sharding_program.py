"""What each process of test_sharding.py runs; prints one JSON object."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import torch
from torch import distributed
from torch.distributed import checkpoint
from torch.distributed.device_mesh import init_device_mesh

import auto_torch
from auto_core.errors import InputError

folder = Path(sys.argv[1])
torch.set_num_threads(1)
distributed.init_process_group("gloo")
rank = distributed.get_rank()
found: dict[str, Any] = {}
GENERATES = {"do_sample": False, "max_new_tokens": 4}


def inputs(name: str) -> dict[str, Any]:
    ids = torch.arange(12).reshape(2, 6) + 3
    if name == "vit":
        return {"pixel_values": torch.linspace(-1, 1, 2 * 3 * 8 * 8).reshape(2, 3, 8, 8)}
    return {"input_ids": ids, **({"labels": ids} if name != "bert" else {})}


def held(model: Any) -> int:
    return sum(getattr(p, "_local_tensor", p).numel() for p in model.parameters())


def result(output: Any) -> torch.Tensor:
    return output.last_hidden_state if output.get("logits") is None else output.logits


def loss(output: Any) -> torch.Tensor:
    own = output.get("loss")
    return result(output).square().mean() if own is None else own


def whole_tensor(tensor: Any) -> torch.Tensor:
    return tensor.full_tensor() if hasattr(tensor, "full_tensor") else tensor


def same(one: Any, other: Any) -> bool:
    pairs = zip(one.parameters(), other.parameters(), strict=True)
    return all(torch.equal(whole_tensor(a), whole_tensor(b)) for a, b in pairs)


def gradients(model: Any, whole: Any) -> float:
    """The largest difference, in units of the largest gradient."""
    found = {name: p.grad for name, p in model.named_parameters()}
    worst = largest = 0.0
    for name, p in whole.named_parameters():
        if p.grad is not None:
            difference = whole_tensor(found[name]) - p.grad
            worst = max(worst, float(difference.abs().max()))
            largest = max(largest, float(p.grad.abs().max()))
    return worst / largest


def through_torch(model: Any, path: Path, again: Any) -> bool:
    """Whether torch's own checkpoints bring a model's shards into other shards and wholes."""
    checkpoint.state_dict_saver.save({"model": model.state_dict()}, checkpoint_id=path)
    with torch.no_grad():
        for parameter in again.parameters():
            parameter.zero_()
    state = {"model": again.state_dict()}
    checkpoint.state_dict_loader.load(state, checkpoint_id=path)
    again.load_state_dict(state["model"])
    return same(again, model)


for name in sorted(p.name for p in folder.iterdir() if p.is_dir()):
    auto = getattr(auto_torch, (folder / name / "auto").read_text())
    whole = auto.from_pretrained(folder / name)
    given = inputs(name)
    truth = whole(**given)
    loss(truth).backward()
    for plan in ("auto", "fsdp"):
        mesh = init_device_mesh("cpu", (2,)) if plan == "fsdp" else None
        model = auto.from_pretrained(folder / name, mesh=mesh, plan=plan)
        output = model(**given)
        difference = (result(output) - result(truth)).detach().abs().max()
        row: dict[str, Any] = {
            "held": held(model) / held(whole),
            "difference": float(difference / result(truth).abs().max()),
            "notes": model.loading_report.notes,
        }
        loss(output).backward()
        row["gradients"] = gradients(model, whole)
        if name not in ("bert", "vit"):
            cached = model(**given, use_cache=True).past_key_values
            row["heads"] = cached.keys[0].shape[2]
            row["ids"] = torch.equal(
                model.generate(given["input_ids"], **GENERATES),
                whole.generate(given["input_ids"], **GENERATES),
            )
        saved = folder.parent / f"{name}-{plan}"
        model.save_pretrained(saved)
        again = auto.from_pretrained(saved)
        row["saved"] = same(again, whole)
        row["architectures"] = again.config.architectures
        row["torch"] = through_torch(
            model, folder.parent / f"{name}-{plan}-torch", again
        ) and through_torch(
            whole, folder.parent / f"{name}-{plan}-whole", auto.from_pretrained(saved, plan="auto")
        )
        found[f"{name}-{plan}"] = row


def refused(path: Path, **options: Any) -> None:
    try:
        auto_torch.AutoModelForCausalLM.from_pretrained(path, **options)
    except InputError as error:
        said: list[Any] = [None, None]
        distributed.all_gather_object(said, str(error))
        found.setdefault("errors", []).append(said)


llama = folder / "llama"
refused(llama, tp_plan={"layers.*.self_attn.q_prj": "colwise"})
refused(llama, tp_plan={"layers.*.mlp.up_proj": "colwse"})
refused(llama, tp_plan="tp")
for path in sorted((folder.parent / "odd").iterdir()):
    refused(path, tp_plan="auto")
distributed.destroy_process_group()
if rank == 0:
    print(json.dumps(found))
