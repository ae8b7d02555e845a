"""Models loaded into the shards of two processes compute what whole ones do."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import auto_core
import auto_torch
from auto_core.errors import InputError

SIZES = dict(
    vocab_size=64,
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    max_position_embeddings=64,
)
GQA = dict(num_key_value_heads=2, **SIZES)
T5 = dict(vocab_size=64, d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4)
VIT = dict(image_size=8, patch_size=4, hidden_size=32, intermediate_size=64, num_hidden_layers=2)
MODELS = {
    "llama": ("AutoModelForCausalLM", auto_core.LlamaConfig(**GQA)),
    "qwen3": (
        "AutoModelForCausalLM",
        auto_core.Qwen3Config(**GQA, head_dim=8, tie_word_embeddings=True),
    ),
    "mixtral": ("AutoModelForCausalLM", auto_core.MixtralConfig(**GQA, num_local_experts=4)),
    "phi3": ("AutoModelForCausalLM", auto_core.Phi3Config(**GQA, pad_token_id=0)),
    "gpt2": (
        "AutoModelForCausalLM",
        auto_core.GPT2Config(vocab_size=64, n_embd=32, n_layer=2, n_head=4, n_positions=64),
    ),
    "t5": ("AutoModelForSeq2SeqLM", auto_core.T5Config(**T5, decoder_start_token_id=0)),
    "bert": ("AutoModel", auto_core.BertConfig(**SIZES)),
    "vit": ("AutoModel", auto_core.ViTConfig(**VIT, num_attention_heads=4)),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("shards") / "models"
    for name, (auto, config) in MODELS.items():
        getattr(auto_torch, auto).from_config(config).save_pretrained(folder / name)
        (folder / name / "auto").write_text(auto)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    program = Path(__file__).with_name("sharding_program.py")
    started = [
        subprocess.Popen(
            [sys.executable, str(program), str(folder)],
            env={
                **os.environ,
                "RANK": str(rank),
                "LOCAL_RANK": str(rank),
                "WORLD_SIZE": "2",
                "MASTER_ADDR": "127.0.0.1",
                "MASTER_PORT": port,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    outputs = [process.communicate(timeout=250) for process in started]
    assert [p.returncode for p in started] == [0, 0], outputs[0][1][-3000:] + outputs[1][1][-3000:]
    return json.loads(outputs[0][0].splitlines()[-1])


@pytest.mark.parametrize("plan", ["auto", "fsdp"])
@pytest.mark.parametrize("name", MODELS)
def test_two_processes_compute_what_one_does(results: Any, name: str, plan: str) -> None:
    row = results[f"{name}-{plan}"]
    assert row["difference"] < 1e-6
    if plan == "fsdp":
        assert row["held"] < 0.65
    if name in ("llama", "qwen3"):
        assert row["held"] < 0.65 and row["ids"] and row["saved"]
        assert row["gradients"] < 1e-6
        assert row["architectures"] == [type(_whole(name)).__name__]


def _whole(name: str) -> Any:
    auto, config = MODELS[name]
    return getattr(auto_torch, auto).from_config(config)


def test_what_is_whole_is_said(results: Any) -> None:
    assert "lm_head.weight" in results["llama-auto"]["notes"][0]
    assert "its part of the layer" in results["bert-auto"]["notes"][0]
    assert "model.embed_tokens.weight" in results["llama-auto"]["notes"][-1]
    assert "experts" in results["mixtral-auto"]["notes"][-1]


def test_plans_that_cannot_be(results: Any) -> None:
    unknown_layer, unknown_style, unknown_plan = results["errors"]
    assert "'layers.*.self_attn.q_prj', and no layer" in unknown_layer
    assert "Did you mean 'colwise'" in unknown_style
    assert "expected 'auto', 'fsdp', or a dict" in unknown_plan


def test_without_torchrun(tmp_path: Path) -> None:
    _whole("llama").save_pretrained(tmp_path)
    auto = auto_torch.AutoModelForCausalLM
    with pytest.raises(InputError, match="was not started by torchrun"):
        auto.from_pretrained(tmp_path, tp_plan="auto")
    with pytest.raises(InputError, match="leave out device="):
        auto.from_pretrained(tmp_path, tp_plan="auto", device="cpu")
    with pytest.raises(InputError, match="are one keyword"):
        auto.from_pretrained(tmp_path, tp_plan="auto", plan="auto")
    with pytest.raises(InputError, match="expected a torch.distributed.DeviceMesh"):
        auto.from_pretrained(tmp_path, mesh=3)
