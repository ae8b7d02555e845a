"""Quantised checkpoints load as floats: to the bit what their layouts say, on every framework."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from core.quantized.checkpoints import IDS, LLAMA, change, quantised
from core.quantized.packing import FORMATS
from numpy.testing import assert_array_equal
from parity import backends, oracle
from safetensors.torch import load_file, save_file

from auto_core import errors

HEAD = "LlamaForCausalLM"


def values(model: Any) -> dict[str, np.ndarray]:
    """Every tensor of a model as float32."""
    arrays = {}
    for slot in model.slots():
        value = slot.read()
        array = value.numpy() if hasattr(value, "source") else np.asarray(value)
        arrays[slot.name] = array.astype(np.float32)
    return arrays


@pytest.mark.parametrize("backend", backends.BACKENDS)
@pytest.mark.parametrize("format", FORMATS)
def test_weights_are_the_formats_to_the_bit(format: str, backend: str, tmp_path: Path) -> None:
    directory, floats = quantised(tmp_path, format)
    model = backends.load(backend, HEAD, directory, dtype="float32")
    found = values(model)
    for name, right in floats.items():
        assert_array_equal(found[name], right, err_msg=name)
    assert "Unpacked 14 weights" in str(model.loading_report)
    assert getattr(model.config, "quantization_config", None) is None


@pytest.mark.parametrize("backend", backends.BACKENDS)
def test_logits_and_a_narrower_dtype(backend: str, tmp_path: Path) -> None:
    directory, floats = quantised(tmp_path / "one", "ct-int4", keeps=("layers.1.",))
    reference = oracle.reference(HEAD, "LlamaConfig", dict(LLAMA))
    reference.load_state_dict(
        {name: torch.from_numpy(array) for name, array in floats.items()}, strict=False
    )
    with torch.no_grad():
        right = reference.to(torch.float32)(torch.from_numpy(IDS)).logits.numpy()
    model = backends.load(backend, HEAD, directory, dtype="float32")
    np.testing.assert_allclose(
        backends.run(backend, model, {"input_ids": IDS})["logits"], right, rtol=1e-4, atol=1e-4
    )
    narrow = values(backends.load(backend, HEAD, directory))  # config.json says bfloat16
    for name, array in floats.items():
        rounded = torch.from_numpy(array).to(torch.bfloat16).float().numpy()
        assert_array_equal(narrow[name], rounded, err_msg=name)


def test_transformers_own_dequantisation(tmp_path: Path) -> None:
    from transformers.integrations.finegrained_fp8 import Fp8Dequantize

    directory, floats = quantised(tmp_path, "fp8")
    stored = load_file(directory / "model.safetensors")
    theirs: Any = Fp8Dequantize.__new__(Fp8Dequantize)
    for name, right in floats.items():
        if f"{name}_scale_inv" in stored:
            scale = stored[f"{name}_scale_inv"]
            weight = theirs._dequantize_one(stored[name], scale, torch.float32)
            assert_array_equal(right, weight.numpy())


def test_a_saved_model_is_of_floats(tmp_path: Path) -> None:
    directory, floats = quantised(tmp_path / "one", "awq")
    backend = backends.BACKENDS[0]
    model = backends.load(backend, HEAD, directory, dtype="float32")
    model.save_pretrained(tmp_path / "two")
    again = json.loads((tmp_path / "two" / "config.json").read_text())
    assert "quantization_config" not in again
    found = values(backends.load(backend, HEAD, tmp_path / "two"))
    assert_array_equal(found["model.layers.0.mlp.up_proj.weight"],
                       floats["model.layers.0.mlp.up_proj.weight"])  # fmt: skip


def test_settings_of_older_tools(tmp_path: Path) -> None:
    directory, floats = quantised(tmp_path, "gptq-3")
    settings = json.loads((directory / "config.json").read_text())
    (directory / "quantize_config.json").write_text(
        json.dumps(settings.pop("quantization_config") | {"quant_method": None})
    )
    (directory / "config.json").write_text(json.dumps(settings))
    found = values(backends.load(backends.BACKENDS[0], HEAD, directory, dtype="float32"))
    name = "model.layers.1.self_attn.q_proj.weight"
    assert_array_equal(found[name], floats[name])


def test_zeros_that_older_tools_store_as_biases(tmp_path: Path) -> None:
    directory, _ = quantised(tmp_path, "gptq")
    stored = load_file(directory / "model.safetensors")
    stored[f"{LAYER}.bias"] = torch.zeros(64)
    save_file(stored, directory / "model.safetensors", {"format": "pt"})
    report = backends.load("numpy", HEAD, directory).loading_report
    assert f"{LAYER}.bias" in report.ignored
    stored[f"{LAYER}.bias"] = torch.ones(64)
    save_file(stored, directory / "model.safetensors", {"format": "pt"})
    with pytest.raises(errors.WeightMismatchError, match=r"q_proj\.bias"):
        backends.load("numpy", HEAD, directory)


MOE = dict(
    vocab_size=40,
    hidden_size=32,
    intermediate_size=64,
    moe_intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    head_dim=8,
    num_experts=3,
    num_experts_per_tok=2,
    max_position_embeddings=16,
)


@pytest.mark.parametrize("backend", backends.BACKENDS)
@pytest.mark.parametrize("format", ["fp8", "ct-int4", "gptq"])
def test_experts_are_stacked(format: str, backend: str, tmp_path: Path) -> None:
    head = "Qwen3MoeForCausalLM"
    directory, floats = quantised(
        tmp_path, format, head=head, config="Qwen3MoeConfig", options=MOE, keeps=("experts.1.up",)
    )
    found = values(backends.load(backend, head, directory, dtype="float32"))
    for layer in range(2):
        start = f"model.layers.{layer}.mlp.experts."
        for expert in range(3):
            gate, up, down = (
                floats[f"{start}{expert}.{part}_proj.weight"] for part in ("gate", "up", "down")
            )
            both = np.concatenate([gate, up])
            assert_array_equal(found[f"{start}gate_up_proj"][expert], both)
            assert_array_equal(found[f"{start}down_proj"][expert], down)


def mxfp4(directory: Path) -> dict[str, np.ndarray]:
    """gpt-oss with experts in MXFP4, and those as transformers reads them."""
    from transformers.integrations.mxfp4 import convert_moe_packed_tensors

    options = dict(MOE, num_local_experts=3, num_experts_per_tok=2)
    del options["moe_intermediate_size"], options["num_experts"]
    model = oracle.reference("GptOssForCausalLM", "GptOssConfig", options)
    oracle.save(model, directory)
    stored = load_file(directory / "model.safetensors")
    rng = np.random.default_rng(3)
    right = {}
    for name in [name for name in stored if name.endswith(("up_proj", "down_proj"))]:
        experts, columns, rows = stored.pop(name).shape
        shape = (experts, rows, columns // 32)
        blocks = torch.from_numpy(rng.integers(0, 256, (*shape, 16)).astype(np.uint8))
        scales = torch.from_numpy(rng.integers(110, 130, shape).astype(np.uint8))
        stored |= {f"{name}_blocks": blocks, f"{name}_scales": scales}
        right[name] = convert_moe_packed_tensors(blocks, scales, dtype=torch.float32).numpy()
    assert len(right) == 4
    save_file(stored, directory / "model.safetensors", {"format": "pt"})
    change(directory / "config.json", quantization_config={"quant_method": "mxfp4"})
    return right


@pytest.mark.parametrize("backend", backends.BACKENDS)
def test_mxfp4_of_gpt_oss(backend: str, tmp_path: Path) -> None:
    right = mxfp4(tmp_path)
    found = values(backends.load(backend, "GptOssForCausalLM", tmp_path, dtype="float32"))
    for name, array in right.items():
        assert_array_equal(found[name], array)


def test_gpt2s_matrices_are_the_other_way_round(tmp_path: Path) -> None:
    options = dict(vocab_size=40, n_embd=32, n_layer=1, n_head=2, n_positions=16)
    oracle.save(oracle.reference("GPT2LMHeadModel", "GPT2Config", options), tmp_path)
    settings, pack = FORMATS["gptq"]
    stored = load_file(tmp_path / "model.safetensors")
    name = "transformer.h.0.attn.c_proj.weight"
    parts, right = pack(np.random.default_rng(0), *stored.pop(name).T.shape)
    stored |= {name.removesuffix("weight") + part: value for part, value in parts.items()}
    save_file(stored, tmp_path / "model.safetensors", {"format": "pt"})
    change(tmp_path / "config.json", quantization_config=settings)
    for backend in backends.BACKENDS:
        model = backends.load(backend, "GPT2LMHeadModel", tmp_path, dtype="float32")
        assert_array_equal(values(model)[name], right.T)


# --- refused -----------------------------------------------------------------------------------

LAYER = "model.layers.0.self_attn.q_proj"


def broken(directory: Path, format: str, name: str, value: torch.Tensor | None) -> Path:
    """A checkpoint with another tensor, or none, in the place of one."""
    quantised(directory, format)
    stored = load_file(directory / "model.safetensors")
    del stored[f"{LAYER}.{name}"]
    if value is not None:
        stored[f"{LAYER}.{name}"] = value
    save_file(stored, directory / "model.safetensors", {"format": "pt"})
    return directory


def ints(*shape: int) -> torch.Tensor:
    return torch.zeros(shape, dtype=torch.int32)


BROKEN = {
    "fp8 without a scale": ("fp8", "weight_scale_inv", None, "it has no scale"),
    "fp8 blocks": ("fp8", "weight_scale_inv", torch.ones(3, 5), "does not fit blocks"),
    "awq zeros": ("awq", "qzeros", ints(4, 3), "do not fit"),
    "awq groups": ("awq", "scales", torch.ones(3, 64).half(), "3 groups of scales do not fit"),
    "awq dtype": ("awq", "qweight", torch.zeros(64, 8), "float32, expected int32"),
    "gptq words": ("gptq", "qweight", ints(9, 64), "does not fit 4 bits"),
    "gptq groups": ("gptq", "g_idx", torch.full((64,), 4).int(), "groups 4 to 4"),
    "gptq scales": ("gptq", "scales", None, "it has no scales"),
    "ct shape": ("ct-int4", "weight_shape", torch.tensor([64, 2**40]), "weight_shape is"),
    "ct words": ("ct-int4", "weight_packed", ints(64, 9), "words do not hold 64 numbers"),
    "ct scales": ("ct-int4", "weight_scale", torch.ones(64, 3), "does not fit blocks"),
    "ct int8": ("ct-int8", "weight_scale", None, "it has no scale"),
    "nvfp4": ("modelopt-nvfp4", "weight_scale_2", torch.ones(2), "expected one number"),
    "bnb bytes": ("bnb-nf4", "weight", torch.zeros(9, 1, dtype=torch.uint8), "9 bytes do not"),
    "bnb blocks": ("bnb-fp4", "weight.absmax", torch.ones(3), "3 numbers for 64 blocks"),
    "bnb nested": ("bnb-nf4", "weight.nested_quant_map", torch.ones(9), "has 9 and"),
    "bnb rows": ("bnb-int8", "SCB", torch.ones(3), "3 numbers for 64 rows"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_packing_that_cannot_be(case: str, tmp_path: Path) -> None:
    format, name, value, words = BROKEN[case]
    directory = broken(tmp_path, format, name, value)
    with pytest.raises(errors.CorruptFileError, match=words) as caught:
        backends.load(backends.BACKENDS[0], HEAD, directory)
    assert LAYER in str(caught.value) and "model.safetensors" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        b"{",
        b"[]",
        b'{"shape": [1e9, 3], "blocksize": 64}',
        b'{"shape": [64, 64], "blocksize": 0}',
        b'{"shape": [99999999, 99999999], "blocksize": 64, "dtype": "float16"}',
        b'{"shape": [64, 64], "blocksize": 64, "dtype": "object"}',
        b"[" * 60000,
    ],
)
def test_a_quant_state_of_a_stranger(text: bytes, tmp_path: Path) -> None:
    state = torch.from_numpy(np.frombuffer(text, np.uint8).copy())
    directory = broken(tmp_path, "bnb-nf4", "weight.quant_state.bitsandbytes__nf4", state)
    with pytest.raises(errors.CorruptFileError, match=LAYER):
        backends.load(backends.BACKENDS[0], HEAD, directory)


SETTINGS = {
    "unknown": ({"quant_method": "hqq"}, "'hqq'.*formats are: fp8.*q_proj"),
    "no text": ({"quant_method": 3}, "quantised as '3'"),
    "bits": ({"quant_method": "gptq", "bits": 5}, "expected one of"),
    "kind of bits": ({"quant_method": "gptq", "bits": "four"}, "expected int"),
    "marlin": ({"quant_method": "gptq", "checkpoint_format": "marlin"}, "'marlin'"),
    "awq": ({"quant_method": "awq", "version": "gemv"}, "'gemv'.*q_proj"),
    "sparse": (
        {"quant_method": "compressed-tensors", "format": "marlin-24"},
        "'marlin-24'.*q_proj",
    ),
    "regex": (
        {
            "quant_method": "compressed-tensors",
            "config_groups": {"a": {"targets": ["re:("], "weights": {}}},
        },
        "no regex",
    ),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_settings_that_are_not_read(case: str, tmp_path: Path) -> None:
    settings, words = SETTINGS[case]
    directory, _ = quantised(tmp_path, "ct-int4")
    change(directory / "config.json", quantization_config=settings)
    with pytest.raises(errors.ConfigError, match=words):
        backends.load(backends.BACKENDS[0], HEAD, directory)


def test_torchaos_tensors_for_one_kind_of_device(tmp_path: Path) -> None:
    directory, _ = quantised(tmp_path, "torchao-int4")
    file = directory / "model.safetensors"
    file.write_bytes(file.read_bytes().replace(b"Int4Tensor", b"Int4Opaque"))
    with pytest.raises(errors.ConfigError, match=r"Int4Opaque.*q_proj"):
        backends.load(backends.BACKENDS[0], HEAD, directory)


def test_the_callers_quantization_config(tmp_path: Path) -> None:
    from transformers import FineGrainedFP8Config

    directory, _ = quantised(tmp_path, "fp8")
    backend = backends.BACKENDS[0]
    backends.load(backend, HEAD, directory, quantization_config=FineGrainedFP8Config())
    with pytest.raises(errors.ConfigError, match="'fp8', and quantization_config asks for 'awq'"):
        backends.load(backend, HEAD, directory, quantization_config={"quant_method": "awq"})
    with pytest.raises(errors.InputError, match="expected a dict"):
        backends.load(backend, HEAD, directory, quantization_config=4)
