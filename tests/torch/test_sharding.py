"""Models loaded into the shards of two processes compute what whole ones do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from processes import of_two

import auto_core
import auto_torch
from auto_core.errors import InputError

EPS = float(np.finfo(np.float32).eps)
SIZES: dict[str, Any] = dict(
    vocab_size=64,
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    max_position_embeddings=64,
)
GQA: dict[str, Any] = dict(num_key_value_heads=2, **SIZES)
ODD_VOCABULARY: dict[str, Any] = GQA | {"vocab_size": 65, "pad_token_id": 0}
T5: dict[str, Any] = dict(vocab_size=64, d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4)
VIT: dict[str, Any] = dict(
    image_size=8, patch_size=4, hidden_size=32, intermediate_size=64, num_hidden_layers=2
)
MODELS = {
    "llama": ("AutoModelForCausalLM", auto_core.LlamaConfig(**GQA)),
    "qwen3": (
        "AutoModelForCausalLM",
        auto_core.Qwen3Config(**GQA, head_dim=8, tie_word_embeddings=True),
    ),
    "mixtral": ("AutoModelForCausalLM", auto_core.MixtralConfig(**GQA, num_local_experts=4)),
    "qwen3_moe": (
        "AutoModelForCausalLM",
        auto_core.Qwen3MoeConfig(
            **GQA, head_dim=8, num_experts=6, num_experts_per_tok=2, moe_intermediate_size=16
        ),
    ),
    "phi3": ("AutoModelForCausalLM", auto_core.Phi3Config(**ODD_VOCABULARY)),
    "gpt2": (
        "AutoModelForCausalLM",
        auto_core.GPT2Config(vocab_size=64, n_embd=32, n_layer=2, n_head=4, n_positions=64),
    ),
    "t5": ("AutoModelForSeq2SeqLM", auto_core.T5Config(**T5, decoder_start_token_id=0)),
    "bert": ("AutoModel", auto_core.BertConfig(**SIZES, position_embedding_type="relative_key")),
    "vit": ("AutoModel", auto_core.ViTConfig(**VIT, num_attention_heads=4)),
}
ODD = {
    "experts": auto_core.MixtralConfig(**GQA, num_local_experts=3),
    "heads": auto_core.LlamaConfig(**{**SIZES, "num_attention_heads": 3, "hidden_size": 24}),
}


def save(model: Any, path: Path) -> None:
    """Save it with random numbers: zeros of biases would hide most mistakes."""
    torch.manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn(parameter.shape)
            if parameter.ndim < 2:
                parameter.add_(0.2 * noise)
            else:
                parameter.copy_(noise * parameter[0].numel() ** -0.5)
    model.save_pretrained(path)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("shards") / "models"
    for name, (auto, config) in MODELS.items():
        save(getattr(auto_torch, auto).from_config(config), folder / name)
        (folder / name / "auto").write_text(auto)
    for name, config in ODD.items():
        model = auto_torch.AutoModelForCausalLM.from_config(config)
        model.save_pretrained(folder.parent / "odd" / name)
    return of_two(Path(__file__).with_name("sharding_program.py"), str(folder))


@pytest.mark.parametrize("plan", ["auto", "fsdp"])
@pytest.mark.parametrize("name", MODELS)
def test_two_processes_compute_what_one_does(results: Any, name: str, plan: str) -> None:
    row = results[f"{name}-{plan}"]
    # Sums of two halves instead of one: some roundings more, of numbers as large as the largest.
    assert row["difference"] < 32 * EPS and row["gradients"] < 32 * EPS
    assert row.get("ids", True)


@pytest.mark.parametrize("name", MODELS)
def test_each_process_holds_its_share(results: Any, name: str) -> None:
    assert results[f"{name}-fsdp"]["held"] < 0.65
    bounds = {"phi3": 0.75, "bert": 0.65, "vit": 0.6}  # others have but norms and positions whole
    assert results[f"{name}-auto"]["held"] < bounds.get(name, 0.55)


def test_the_cache_is_split_by_heads(results: Any) -> None:
    heads = {name: results[f"{name}-auto"].get("heads") for name in MODELS}
    assert heads == dict.fromkeys(("llama", "qwen3", "mixtral", "qwen3_moe"), 1) | {
        **dict.fromkeys(("gpt2", "t5", "phi3"), 2),  # all of phi3's, whose projections are one
        **dict.fromkeys(("bert", "vit")),
    }


@pytest.mark.parametrize("plan", ["auto", "fsdp"])
@pytest.mark.parametrize("name", MODELS)
def test_saving(results: Any, name: str, plan: str) -> None:
    """Our own files, and torch's, from shards to wholes and back."""
    row = results[f"{name}-{plan}"]
    assert row["saved"] and row["torch"]
    assert row["architectures"] == [type(_whole(name)).__name__]


def _whole(name: str) -> Any:
    auto, config = MODELS[name]
    return getattr(auto_torch, auto).from_config(config)


def test_what_is_whole_is_said(results: Any) -> None:
    assert results["llama-auto"]["notes"] == []
    said = str(results["phi3-auto"]["notes"])
    assert "65 does not divide by 2: model.embed_tokens.weight" in said
    assert "holds several projections: model.layers.0.self_attn.qkv_proj.weight" in said
    assert "experts" not in str(results["mixtral-auto"]["notes"])


def test_plans_that_cannot_be(results: Any) -> None:
    """On each process."""
    for first, second in results["errors"]:
        assert first == second
    unknown_layer, unknown_style, unknown_plan, experts, heads = (e for e, _ in results["errors"])
    assert "'layers.*.self_attn.q_prj', and no layer" in unknown_layer
    assert "Did you mean 'colwise'" in unknown_style
    assert "expected 'auto', 'fsdp', or a dict" in unknown_plan
    assert "experts.gate_up_proj cannot be split over 2 devices: experts=3" in experts
    assert "3 devices would fit" in experts
    assert "layers.0.self_attn.q_proj.weight cannot be split" in heads
    assert "num_attention_heads=3 does not divide by 2" in heads


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
