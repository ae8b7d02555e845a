"""What test_orbax.py runs on four devices of one host; prints one JSON object."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jax
import numpy as np
import orbax.checkpoint as ocp
from flax import nnx

from auto_flax import FlaxAutoModelForCausalLM

folder = Path(sys.argv[1])
four = jax.make_mesh((4,), ("model",))
two = jax.make_mesh((2,), ("fsdp",), devices=jax.devices()[:2])
ids = np.arange(12).reshape(2, 6) + 3


def specs(model: nnx.Module) -> list[str]:
    return [str(a.sharding.spec) for a in jax.tree.leaves(nnx.state(model, nnx.Param))]


model = FlaxAutoModelForCausalLM.from_pretrained(folder / "model", mesh=four)
state = nnx.to_pure_dict(nnx.state(model, nnx.Param))
found = {"split": sum("model" in spec for spec in specs(model))}
with ocp.StandardCheckpointer() as checkpointer:
    checkpointer.save(folder / "orbax", state)
    checkpointer.wait_until_finished()
    for name, options in {"same": dict(mesh=four), "other": dict(mesh=two, plan="fsdp")}.items():
        fresh = FlaxAutoModelForCausalLM.from_config(model.config, **options)
        wanted = nnx.to_pure_dict(nnx.state(fresh, nnx.Param))
        wanted = jax.tree.map(ocp.utils.to_shape_dtype_struct, wanted)
        values = checkpointer.restore(folder / "orbax", wanted)
        own = nnx.state(fresh, nnx.Param)
        before = specs(fresh)
        nnx.replace_by_pure_dict(own, values)
        nnx.update(fresh, own)
        difference = np.asarray(fresh(ids).logits) - np.asarray(model(ids).logits)
        found[name] = float(abs(difference).max())
        found[f"{name}-specs"] = specs(fresh) == before
print(json.dumps(found))
