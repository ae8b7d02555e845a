"""LoRA folders: what PEFT computes with an adapter, our models compute with it merged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import peft
import pytest
import torch
from core.quantized.checkpoints import IDS, LLAMA, change, quantised
from core.quantized.test_formats import values
from numpy.testing import assert_array_equal
from parity import backends, oracle
from safetensors.torch import load_file, save_file

from auto_core import NumpyAutoModelForCausalLM, errors

GPT2 = dict(vocab_size=40, n_embd=32, n_layer=2, n_head=2, n_positions=16)
BERT = dict(
    vocab_size=40,
    hidden_size=32,
    intermediate_size=48,
    num_hidden_layers=2,
    num_attention_heads=2,
    max_position_embeddings=16,
)
VIT = dict(BERT, image_size=8, patch_size=4, num_channels=3)
PROJECTIONS = ["q_proj", "v_proj", "down_proj"]

# Class, config, options of the model; options of LoraConfig.
CASES: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "lora": ("LlamaForCausalLM", "LlamaConfig", LLAMA, dict(target_modules=PROJECTIONS)),
    "rslora": (
        "LlamaForCausalLM",
        "LlamaConfig",
        LLAMA,
        dict(target_modules=PROJECTIONS, use_rslora=True, lora_alpha=3),
    ),
    "dora": (
        "LlamaForCausalLM",
        "LlamaConfig",
        LLAMA,
        dict(target_modules=PROJECTIONS, use_dora=True),
    ),
    "patterns": (
        "LlamaForCausalLM",
        "LlamaConfig",
        LLAMA,
        dict(
            target_modules="all-linear",
            rank_pattern={"q_proj": 3, r"layers\.1\.mlp\.up_proj": 2},
            alpha_pattern={"v_proj": 40, "layers.0.self_attn.k_proj": 1},
        ),
    ),
    "embeddings": (
        "LlamaForCausalLM",
        "LlamaConfig",
        LLAMA | dict(tie_word_embeddings=False),
        dict(target_modules=["embed_tokens", "lm_head", "o_proj"]),
    ),
    "embeddings-dora": (
        "LlamaForCausalLM",
        "LlamaConfig",
        LLAMA | dict(tie_word_embeddings=False),
        dict(target_modules=["embed_tokens"], use_dora=True),
    ),
    "tied": (
        "LlamaForCausalLM",
        "LlamaConfig",
        LLAMA,
        dict(target_modules=["lm_head", "q_proj"]),
    ),
    "tied-embeddings": (
        "LlamaForCausalLM",
        "LlamaConfig",
        LLAMA,
        dict(target_modules=["embed_tokens"]),
    ),
    "biases": (
        "Qwen2ForCausalLM",
        "Qwen2Config",
        LLAMA,
        dict(target_modules=["q_proj", "k_proj"], lora_bias=True),
    ),
    "all-biases": (
        "Qwen2ForCausalLM",
        "Qwen2Config",
        LLAMA,
        dict(target_modules=["q_proj"], bias="all"),
    ),
    "conv1d": (
        "GPT2LMHeadModel",
        "GPT2Config",
        GPT2,
        dict(target_modules=["c_attn", "c_proj"], fan_in_fan_out=True),
    ),
    "conv1d-dora": (
        "GPT2LMHeadModel",
        "GPT2Config",
        GPT2,
        dict(target_modules=["c_attn", "c_proj"], fan_in_fan_out=True, use_dora=True),
    ),
    "head": (
        "BertForSequenceClassification",
        "BertConfig",
        BERT | dict(num_labels=3),
        dict(target_modules=["query", "value"], modules_to_save=["classifier"]),
    ),
    "convolution": (
        "ViTForImageClassification",
        "ViTConfig",
        VIT | dict(num_labels=3),
        dict(target_modules=["projection"], modules_to_save=["classifier"]),
    ),
}


def inputs(head: str) -> dict[str, np.ndarray]:
    if head.startswith("ViT"):
        pixels = np.random.default_rng(1).standard_normal((2, 3, 8, 8))
        return {"pixel_values": pixels.astype(np.float32)}
    return {"input_ids": IDS}


def adapted(case: str, directory: Path) -> tuple[str, np.ndarray, np.ndarray]:
    """Folders `base` and `lora`; the class, and logits of PEFT without and with the adapter."""
    head, config, options, lora = CASES[case]
    model = oracle.reference(head, config, dict(options))
    oracle.save(model, directory / "base")
    model.name_or_path = str(directory / "base")
    given = {name: torch.from_numpy(array) for name, array in inputs(head).items()}
    with torch.no_grad():
        plain = model(**given).logits.numpy()
        wrapped = peft.get_peft_model(model, peft.LoraConfig(**{"r": 4, "lora_alpha": 7, **lora}))
        torch.manual_seed(0)
        for name, parameter in wrapped.named_parameters():
            if parameter.requires_grad:
                parameter.copy_(torch.randn_like(parameter) * 0.3)
            if "magnitude" in name:
                parameter.abs_()
        right = wrapped.eval()(**given).logits.numpy()
    wrapped.save_pretrained(directory / "lora")
    change(
        directory / "lora" / "adapter_config.json",
        base_model_name_or_path=str(directory / "base"),
    )
    return head, plain, right


def logits(backend: str, model: Any, head: str) -> np.ndarray:
    return backends.run(backend, model, inputs(head))["logits"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", CASES)
def test_an_adapter_is_loaded_with_its_base(case: str, tmp_path: Path) -> None:
    head, plain, right = adapted(case, tmp_path)
    assert not np.allclose(plain, right, atol=1e-3)
    for backend in backends.BACKENDS:
        model = backends.load(backend, head, tmp_path / "lora")
        assert "Merged" in str(model.loading_report)
        np.testing.assert_allclose(logits(backend, model, head), right, rtol=1e-3, atol=2e-4)
    again = tmp_path / "again"
    model.save_pretrained(again)
    model = backends.load(backend, head, again)
    np.testing.assert_allclose(logits(backend, model, head), right, rtol=1e-3, atol=2e-4)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", ["lora", "dora", "conv1d", "head", "convolution"])
def test_an_adapter_of_a_model_that_is_there(case: str, tmp_path: Path) -> None:
    head, plain, right = adapted(case, tmp_path)
    for backend in backends.BACKENDS:
        model = backends.load(backend, head, tmp_path / "base")
        before = values(model)
        with pytest.raises(errors.InputError, match="no adapter"):
            model.unload()
        model.load_adapter(tmp_path / "lora")
        np.testing.assert_allclose(logits(backend, model, head), right, rtol=1e-3, atol=2e-4)
        with pytest.raises(errors.InputError, match="has an adapter"):
            model.load_adapter(tmp_path / "lora")
        assert model.unload() is model
        for name, array in values(model).items():
            assert_array_equal(array, before[name])
        np.testing.assert_allclose(logits(backend, model, head), plain, rtol=1e-3, atol=2e-4)
        model.load_adapter(tmp_path / "lora")
        model.merge_adapter()
        np.testing.assert_allclose(logits(backend, model, head), right, rtol=1e-3, atol=2e-4)
        with pytest.raises(errors.InputError, match="part of the weights"):
            model.unload()


@pytest.mark.filterwarnings("ignore")
def test_by_auto_classes_with_another_base_and_in_bfloat16(tmp_path: Path) -> None:
    head, _, right = adapted("lora", tmp_path)
    given = {"input_ids": IDS}
    model = NumpyAutoModelForCausalLM.from_pretrained(tmp_path / "lora")
    np.testing.assert_allclose(model(**given).logits, right, rtol=1e-3, atol=2e-4)
    change(tmp_path / "lora" / "adapter_config.json", base_model_name_or_path="/nowhere")
    model = NumpyAutoModelForCausalLM.from_pretrained(tmp_path / "base", adapter=tmp_path / "lora")
    np.testing.assert_allclose(model(**given).logits, right, rtol=1e-3, atol=2e-4)
    for source in (NumpyAutoModelForCausalLM, backends.model_class("numpy", head)):
        with pytest.raises(errors.PathNotFoundError, match=r"base model.*adapter='"):
            source.from_pretrained(tmp_path / "lora")
    exact = values(model)
    narrow = backends.load("numpy", head, tmp_path / "base", dtype="bfloat16",
                           adapter=tmp_path / "lora")  # fmt: skip
    for name, array in values(narrow).items():
        rounded = torch.from_numpy(exact[name]).to(torch.bfloat16).float().numpy()
        assert_array_equal(array, rounded)


@pytest.mark.filterwarnings("ignore")
def test_an_adapter_of_a_quantised_base(tmp_path: Path) -> None:
    adapted("lora", tmp_path)
    directory, floats = quantised(tmp_path / "small", "bnb-nf4")
    load = NumpyAutoModelForCausalLM.from_pretrained
    found = values(load(directory, dtype="float32", adapter=tmp_path / "lora"))
    stored = load_file(tmp_path / "lora" / "adapter_model.safetensors")
    name = "model.layers.1.mlp.down_proj"
    a, b = (stored[f"base_model.model.{name}.lora_{which}.weight"].numpy() for which in "AB")
    right = floats[f"{name}.weight"] + b @ a * np.float32(7 / 4)
    np.testing.assert_allclose(found[f"{name}.weight"], right, atol=1e-5)


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "kind": ({"peft_type": "LOHA"}, "'LOHA'; only LORA"),
    "pissa": ({"init_lora_weights": "pissa_niter_4"}, "changed base weights"),
    "alpha": ({"lora_alpha": "x"}, "lora_alpha is 'x'"),
    "pattern": ({"alpha_pattern": {"(": 1}}, "alpha_pattern has"),
    "base": ({"base_model_name_or_path": None}, "names no base model"),
    "experts": ({"target_parameters": ["mlp.experts.gate_up_proj"]}, "not read"),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", BROKEN)
def test_adapters_that_are_not_read(case: str, tmp_path: Path) -> None:
    adapted("lora", tmp_path)
    fields, words = BROKEN[case]
    change(tmp_path / "lora" / "adapter_config.json", **fields)
    with pytest.raises(errors.ConfigError, match=words):
        NumpyAutoModelForCausalLM.from_pretrained(tmp_path / "lora")


@pytest.mark.filterwarnings("ignore")
def test_matrices_that_do_not_fit(tmp_path: Path) -> None:
    adapted("lora", tmp_path)
    load = NumpyAutoModelForCausalLM.from_pretrained
    file = tmp_path / "lora" / "adapter_model.safetensors"
    stored = load_file(file)
    name = "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"

    def write(tensors: dict[str, torch.Tensor]) -> None:
        save_file(tensors, file, {"format": "pt"})

    write(stored | {name: torch.zeros(4, 63)})
    with pytest.raises(errors.CorruptFileError, match=r"adapter_model.*q_proj.*do not fit"):
        load(tmp_path / "lora")
    write({k: v for k, v in stored.items() if k != name})
    with pytest.raises(errors.CorruptFileError, match="has only B"):
        load(tmp_path / "lora")
    write({k.replace("self_attn", "attention"): v for k, v in stored.items()})
    with pytest.raises(errors.WeightMismatchError, match=r"does not have.*attention\.q_proj"):
        load(tmp_path / "lora")
    write(stored | {"base_model.model.x.lora_E.weight": torch.zeros(1)})
    with pytest.raises(errors.CorruptFileError, match="lora_E"):
        load(tmp_path / "lora")
    file.unlink()
    with pytest.raises(errors.FileMissingError, match="adapter_model"):
        load(tmp_path / "lora")
    assert json.loads((tmp_path / "lora" / "adapter_config.json").read_text())["r"] == 4
