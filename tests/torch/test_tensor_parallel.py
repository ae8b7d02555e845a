"""Heads split over two processes by torch's own plan: each has half of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
import torch
import torch.distributed as dist
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module
from auto_core import BertConfig, LlamaConfig
from auto_torch import BertModel, LlamaForCausalLM

SPLIT = ("q_proj", "k_proj", "v_proj", "gate_proj", "up_proj", "query", "key", "value",
         "intermediate.dense")
JOINED = ("o_proj", "down_proj", "output.dense")
TINY = dict(vocab_size=67, hidden_size=24, num_hidden_layers=2, num_attention_heads=4,
            intermediate_size=40, initializer_range=0.2)
IDS = torch.arange(3, 11)[None]
MODELS = {
    "llama": lambda: LlamaForCausalLM(LlamaConfig(**TINY, num_key_value_heads=2)),
    "bert": lambda: BertModel(BertConfig(**TINY)),
}

def main(rank, file):
    dist.init_process_group("gloo", init_method=f"file://{file}", rank=rank, world_size=2)
    mesh = init_device_mesh("cpu", (2,))
    for name, make in MODELS.items():
        torch.manual_seed(0)
        model = make().eval()
        with torch.no_grad():
            expected = model(IDS)[0]
            plan = {}
            for path, module in model.named_modules():
                if isinstance(module, torch.nn.Linear):
                    ends = lambda names: any(f".{path}".endswith(f".{n}") for n in names)
                    if ends(SPLIT):
                        plan[path] = ColwiseParallel()
                    elif ends(JOINED):
                        plan[path] = RowwiseParallel()
            parallelize_module(model, mesh, plan)
            found = model(IDS)[0]
            assert len(plan) > 5 and torch.allclose(found, expected, atol=1e-4), name
            if name == "llama":
                assert model.generate(IDS, max_new_tokens=4).shape == (1, 12)
    dist.destroy_process_group()
    print("alike")

main(int(sys.argv[1]), sys.argv[2])
"""


def test_heads_over_two_processes(tmp_path: Path) -> None:
    pipes = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    command = [sys.executable, "-c", SCRIPT]
    processes = [
        subprocess.Popen([*command, str(rank), str(tmp_path / "store")], **pipes)  # type: ignore[call-overload]
        for rank in range(2)
    ]
    said = [process.communicate(timeout=200) for process in processes]
    for out, errors in said:
        assert out.endswith("alike\n"), errors[-3000:]
