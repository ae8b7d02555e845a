"""Models loaded into the shards of a mesh compute what whole ones do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import auto_core

SIZES = dict(
    vocab_size=64,
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    max_position_embeddings=64,
)
T5 = dict(vocab_size=64, d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4)
VIT = dict(image_size=8, patch_size=4, hidden_size=32, intermediate_size=64, num_hidden_layers=2)
MODELS: dict[str, tuple[str, Any]] = {
    "llama": ("AutoModelForCausalLM", auto_core.LlamaConfig(**SIZES, num_key_value_heads=2)),
    "mixtral": (
        "AutoModelForCausalLM",
        auto_core.MixtralConfig(**SIZES, num_key_value_heads=4, num_local_experts=4),
    ),
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
        getattr(auto_core, f"Numpy{auto}").from_config(config).save_pretrained(folder / name)
        (folder / name / "auto").write_text(f"Flax{auto}")
    program = Path(__file__).with_name("sharding_program.py")
    # Eight devices on few busy cores meet late.
    devices = "--xla_force_host_platform_device_count=8 "
    devices += "--xla_cpu_collective_call_terminate_timeout_seconds=240"
    done = subprocess.run(
        [sys.executable, str(program), str(folder)],
        env={**os.environ, "XLA_FLAGS": devices},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("plan", ["auto", "fsdp"])
@pytest.mark.parametrize("name", MODELS)
def test_shards_compute_what_the_whole_does(results: Any, name: str, plan: str) -> None:
    row = results[f"{name}-{plan}"]
    assert row["difference"] < 2e-6
    assert row["held"] < (0.2 if plan == "fsdp" else 0.5)


@pytest.mark.parametrize("plan", ["auto", "fsdp", "both"])
def test_generation_gradients_and_saving(results: Any, plan: str) -> None:
    row = results[f"llama-{plan}"]
    assert row["ids"] and row["saved"] and row["gradients"] < 1e-6
    if plan == "both":
        assert row["held"] < 0.3


def test_what_is_whole_is_said(results: Any) -> None:
    """Two key and value heads are not split over four devices."""
    assert "num_key_value_heads=2 does not divide by 4" in results["llama-auto"]["notes"][0]


def test_a_function_of_names_and_shapes(results: Any) -> None:
    """In the checkpoint's layout [out in], while Flax has [in out]."""
    assert results["function"] == [[None, "b"], [32, 8]]
    assert results["fresh"] == ["model", None]


def test_bad_meshes(results: Any) -> None:
    axis, no_mesh, both, no_mesh_at_all = results["errors"]
    assert "needs a mesh axis called model or tp or tensor, and the mesh has a, b" in axis
    assert "pass mesh= with it" in no_mesh
    assert "either mesh= and plan=, or sharding=" in both
    assert "expected a jax.sharding.Mesh" in no_mesh_at_all
