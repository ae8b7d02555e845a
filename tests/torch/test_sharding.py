"""Models loaded into the shards of two processes compute what whole ones do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from processes import of_two
from sharded_models import EPS, GQA, MODELS, SIZES, save

import auto_core
import auto_torch
from auto_core.errors import InputError

ODD = {
    "experts": auto_core.MixtralConfig(**GQA, num_local_experts=3),
    "heads": auto_core.LlamaConfig(**{**SIZES, "num_attention_heads": 3, "hidden_size": 24}),
}


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
