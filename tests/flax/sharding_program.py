"""What test_sharding.py runs on eight devices of one host; prints one JSON object."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import jax
import numpy as np
from flax import nnx
from jax.sharding import NamedSharding, PartitionSpec

import auto_flax
from auto_core.errors import InputError

folder = Path(sys.argv[1])
MESHES: dict[str, dict[str, Any]] = {
    "auto": dict(mesh=jax.make_mesh((4,), ("model",), devices=jax.devices()[:4])),
    "fsdp": dict(mesh=jax.make_mesh((8,), ("x",)), plan="fsdp"),
    "both": dict(mesh=jax.make_mesh((2, 4), ("fsdp", "tp"))),
}
found: dict[str, Any] = {}
ids = np.arange(12).reshape(2, 6) + 3


def held(model: Any) -> int:
    first = jax.devices()[0]
    arrays = jax.tree.leaves(nnx.state(model, nnx.Param))
    return sum(
        s.data.size for a in arrays for s in a.addressable_shards if s.device == first
    )  # fmt: skip


for name in sorted(p.name for p in folder.iterdir() if p.is_dir()):
    auto = getattr(auto_flax, (folder / name / "auto").read_text())
    whole = auto.from_pretrained(folder / name)
    given: dict[str, Any] = {"input_ids": ids}
    if name == "vit":
        given = {"pixel_values": np.linspace(-1, 1, 2 * 3 * 8 * 8).reshape(2, 3, 8, 8)}
    if name == "t5":
        given["labels"] = ids
    truth = whole(**given)
    field = "last_hidden_state" if name in ("bert", "vit") else "logits"
    for kind, options in MESHES.items():
        if kind == "both" and name != "llama":
            continue
        model = auto.from_pretrained(folder / name, **options)
        row: dict[str, Any] = {
            "held": held(model) / held(whole),
            "difference": float(abs(np.asarray(model(**given)[field]) - truth[field]).max()),
            "notes": model.loading_report.notes,
        }
        if name == "llama":
            wanted = dict(max_new_tokens=4, do_sample=False)
            pair = [np.asarray(m.generate(ids, **wanted)) for m in (model, whole)]
            row["ids"] = bool((pair[0] == pair[1]).all())
            saved = folder.parent / f"{name}-{kind}"
            model.save_pretrained(saved)
            again = auto.from_pretrained(saved)
            row["saved"] = bool((np.asarray(again(**given)[field]) == truth[field]).all())
            loss = nnx.grad(lambda m: m(input_ids=ids, labels=ids).loss)
            one, other = (jax.tree.leaves(nnx.to_pure_dict(loss(m))) for m in (model, whole))
            row["gradients"] = max(
                float(abs(np.asarray(a) - np.asarray(b)).max())
                for a, b in zip(one, other, strict=True)
            )
        found[f"{name}-{kind}"] = row

auto = auto_flax.FlaxAutoModelForCausalLM
mesh = jax.sharding.Mesh(np.array(jax.devices()).reshape(2, 4), ("a", "b"))


def rows(name: str, shape: tuple[int, ...]) -> NamedSharding:
    split = len(shape) == 2 and name.endswith("q_proj.weight")
    return NamedSharding(mesh, PartitionSpec("b") if split else PartitionSpec())


model = auto.from_pretrained(folder / "llama", sharding=rows)
kernel = model.model.layers[0].self_attn.q_proj.kernel.get_value()
found["function"] = [list(kernel.sharding.spec), list(kernel.addressable_shards[0].data.shape)]
fresh = auto.from_config(model.config, mesh=MESHES["auto"]["mesh"])
found["fresh"] = list(fresh.model.layers[0].mlp.down_proj.kernel.get_value().sharding.spec)
found["errors"] = []
for options in (dict(mesh=mesh), dict(plan="fsdp"), dict(mesh=mesh, sharding=rows), dict(mesh=3)):
    try:
        auto.from_pretrained(folder / "llama", **options)
    except InputError as error:
        found["errors"].append(str(error))
print(json.dumps(found))
