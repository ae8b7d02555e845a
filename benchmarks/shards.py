"""A checkpoint of 100 shards with 20,000 tensors: what a load costs beyond reading them.

A mixture of experts with one tensor for each part of each expert, all of them tiny, so that bytes
do not count. Fresh processes in turns: our load, transformers', and the safetensors library
reading every tensor, which is the part that no loader can do without.

    python -m benchmarks.shards --rounds 5
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.pairs import alternate, own_seconds, table

SHARDS, LAYERS, EXPERTS = 100, 26, 256
IMPORTS = {
    "auto_torch": "from auto_torch import AutoModelForCausalLM as Model",
    "transformers": "from transformers import AutoModelForCausalLM as Model",
    "safetensors, reading alone": """
from pathlib import Path
from safetensors import safe_open
class Model:
    @staticmethod
    def from_pretrained(directory):
        for file in sorted(Path(directory).glob("*.safetensors")):
            with safe_open(file, "pt") as tensors:
                for name in tensors.keys():
                    tensors.get_tensor(name)
""",
}
MEASURE = """
import os, sys, time
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
{imports}
start = time.perf_counter()
Model.from_pretrained(sys.argv[1])
print(f"seconds={{time.perf_counter() - start}}")
"""


def tensors() -> dict[str, np.ndarray]:
    """Every tensor of a small Qwen3-MoE whose layers have many experts."""
    d, f, vocab = 8, 4, 32
    shapes = {"model.embed_tokens.weight": (vocab, d), "model.norm.weight": (d,)}
    shapes["lm_head.weight"] = (vocab, d)
    for layer in range(LAYERS):
        prefix = f"model.layers.{layer}"
        for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
            shapes[f"{prefix}.self_attn.{name}.weight"] = (d, d)
        for name in ("q_norm", "k_norm"):
            shapes[f"{prefix}.self_attn.{name}.weight"] = (4,)
        for name in ("input_layernorm", "post_attention_layernorm"):
            shapes[f"{prefix}.{name}.weight"] = (d,)
        shapes[f"{prefix}.mlp.gate.weight"] = (EXPERTS, d)
        for expert in range(EXPERTS):
            for name, shape in (("gate_proj", (f, d)), ("up_proj", (f, d)), ("down_proj", (d, f))):
                shapes[f"{prefix}.mlp.experts.{expert}.{name}.weight"] = shape
    return {name: np.zeros(shape, np.float32) for name, shape in shapes.items()}


def write(directory: Path) -> int:
    """The checkpoint; how many tensors it has."""
    from safetensors.numpy import save_file

    config: dict[str, Any] = {
        "architectures": ["Qwen3MoeForCausalLM"],
        "model_type": "qwen3_moe",
        "vocab_size": 32,
        "hidden_size": 8,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "head_dim": 4,
        "num_experts": EXPERTS,
        "num_experts_per_tok": 8,
        "moe_intermediate_size": 4,
        "dtype": "float32",
    }
    (directory / "config.json").write_text(json.dumps(config))
    every = tensors()
    names, index = list(every), {}
    for shard in range(SHARDS):
        file = f"model-{shard + 1:05}-of-{SHARDS:05}.safetensors"
        part = names[shard::SHARDS]
        save_file({name: every[name] for name in part}, directory / file, {"format": "pt"})
        index |= dict.fromkeys(part, file)
    size = sum(array.nbytes for array in every.values())
    listed = {"metadata": {"total_size": size}, "weight_map": index}
    (directory / "model.safetensors.index.json").write_text(json.dumps(listed))
    return len(names)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        count = write(Path(folder))
        commands = {
            name: [sys.executable, "-c", MEASURE.format(imports=imports), folder]
            for name, imports in IMPORTS.items()
        }
        runs = alternate(commands, options.rounds)
    table(f"Load of {count:,} tensors in {SHARDS} shards", runs, against="transformers")
    *_, reading = runs.values()
    own = min(map(own_seconds, runs["auto_torch"])) - min(map(own_seconds, reading))
    print(f"auto_torch beyond reading: {own:.2f} s")


if __name__ == "__main__":
    main()
