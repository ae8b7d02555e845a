"""Linear layers that keep their weights quantised, and models quantised on load."""

from __future__ import annotations

import copy
import json
import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from core.quantized.checkpoints import IDS, LLAMA, quantised
from core.quantized.test_formats import HEAD, MOE, mxfp4, values
from numpy.testing import assert_array_equal
from parity import backends, oracle
from safetensors import safe_open

from auto_core import errors

FRAMEWORKS = [backend for backend in backends.BACKENDS if backend != "numpy"]
KEPT = (
    *("ct-int4", "ct-int4-asymmetric", "ct-int8", "ct-int8-asymmetric", "ct-int8-packed"),
    *("ct-int3", "awq", "gptq", "gptq-symmetric", "gptq-v2", "gptq-2", "gptq-3", "gptq-8"),
    *("fp8", "fbgemm-fp8", "ct-fp8", "ct-fp8-tensor", "modelopt-fp8", "torchao-int8"),
    *("ct-nvfp4", "ct-mxfp4", "modelopt-nvfp4", "bnb-nf4", "bnb-fp4", "bnb-int8"),
)
_BNB = ("bnb-nf4", "bnb-int8")
OWN = {"bnb": "bitsandbytes", "modelopt-nvfp4": "modelopt"}  # saved in the format they came in
LARGER_MOE = MOE | dict(hidden_size=64, head_dim=16)
LAYER = "model.layers.1.mlp.down_proj"


def in_turn(formats: tuple[str, ...], fewer: tuple[str, ...]) -> Any:
    """Each format on torch, and one of each kind of numbers on the other frameworks."""
    everything = bool(os.environ.get("AUTO_TEST_ALL"))
    pairs = [
        pytest.param(backend, format, id=f"{backend}-{format}")
        for backend in FRAMEWORKS
        for format in formats
        if backend == "torch" or everything or format in fewer
    ]
    return pytest.mark.parametrize(("backend", "format"), pairs)


@pytest.fixture(params=FRAMEWORKS)
def backend(request: pytest.FixtureRequest) -> str:
    return request.param


def kept(backend: str, model: Any) -> dict[str, np.ndarray]:
    """The weights of layers that have them quantised, as float32."""
    if backend == "torch":
        layers = {n: m for n, m in model.named_modules() if hasattr(m, "group_size")}
        return {
            f"{name}.weight": module.rows(0, module.out_features, torch.float32).numpy()
            for name, module in layers.items()
        }
    names = {s.name.rpartition(".")[0]: s for s in model.slots() if s.name.endswith("_scale")}
    if backend == "tf":
        layers = {name: slot.layer for name, slot in names.items()}
    else:
        from auto_flax.layouts import named_modules

        layers = {p[:-1]: m for p, m in named_modules(model) if p[:-1] in names}
    return {f"{name}.weight": np.asarray(m.unpacked("float32")) for name, m in layers.items()}


@in_turn(
    KEPT, ("ct-int4-asymmetric", "ct-int8-asymmetric", "fp8", "ct-nvfp4", "bnb-nf4", "bnb-int8")
)
def test_kept_weights_are_the_same_numbers(format: str, backend: str, tmp_path: Path) -> None:
    directory, floats = quantised(tmp_path / "one", format)
    model = backends.load(backend, HEAD, directory, dtype="float32", keep_quantized=True)
    found = kept(backend, model)
    # Blocks of 64 numbers do not end with the 96 inputs of two layers.
    assert len(found) == (12 if format in ("bnb-nf4", "bnb-fp4") else 14)
    # XLA divides by the scale of all scales as it likes: by a product with its inverse.
    ulps = 2 if (backend, format) == ("flax", "ct-nvfp4") else 0
    for name, array in found.items():
        np.testing.assert_array_max_ulp(array, floats[name], ulps)
    given = {"input_ids": IDS}
    whole = backends.load(backend, HEAD, directory, dtype="float32")
    one, two = (backends.run(backend, m, given)["logits"] for m in (model, whole))
    np.testing.assert_allclose(one, two, rtol=1e-4, atol=1e-4)

    model.save_pretrained(tmp_path / "two")
    settings = json.loads((tmp_path / "two" / "config.json").read_text())["quantization_config"]
    assert settings["quant_method"] == OWN.get(format, OWN.get(format[:3], "compressed-tensors"))
    again = values(backends.load(backend, HEAD, tmp_path / "two", dtype="float32"))
    for name, right in floats.items():
        assert_array_equal(again[name], right, err_msg=name)
    model = backends.load(backend, HEAD, tmp_path / "two", dtype="float32", keep_quantized=True)
    for name, array in kept(backend, model).items():
        np.testing.assert_array_max_ulp(array, floats[name], ulps)


# torch cannot pickle a tensor of FP8.
@in_turn(("ct-int4-asymmetric", "ct-int8", "bnb-nf4"), ("ct-int4-asymmetric",))
def test_copies_of_kept_weights(format: str, backend: str, tmp_path: Path) -> None:
    directory, _ = quantised(tmp_path, format)
    model = backends.load(backend, HEAD, directory, dtype="float32", keep_quantized=True)
    truth = backends.run(backend, model, {"input_ids": IDS})["logits"]
    for copied in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert_array_equal(backends.run(backend, copied, {"input_ids": IDS})["logits"], truth)
        assert len(kept(backend, copied)) == len(kept(backend, model)) > 0


@pytest.mark.skipif("torch" not in FRAMEWORKS, reason="another backend's turn")
def test_fp8_is_kept_in_eight_bits(tmp_path: Path) -> None:
    directory, _ = quantised(tmp_path, "fp8")
    model = backends.load("torch", HEAD, directory, keep_quantized=True)
    assert model.get_submodule(LAYER).weight.dtype == torch.float8_e4m3fn


EXPERTS = ("ct-int4", "ct-int4-asymmetric", "gptq-8", "fp8", "modelopt-nvfp4", "bnb-int8", "plain")


@in_turn(EXPERTS, ("ct-int4-asymmetric", "fp8", "modelopt-nvfp4"))
def test_experts_stay_quantised(format: str, backend: str, tmp_path: Path) -> None:
    head, config = "Qwen3MoeForCausalLM", "Qwen3MoeConfig"
    settings: dict[str, Any] = {"keep_quantized": True}
    if format == "plain":
        oracle.save(oracle.reference(head, config, LARGER_MOE), tmp_path / "one")
        directory, settings = tmp_path / "one", {"quantization_config": {"bits": 8}}
    else:
        directory, _ = quantised(
            tmp_path / "one", format, head=head, config=config, options=LARGER_MOE
        )
    model = backends.load(backend, head, directory, dtype="float32", **settings)
    assert values(copy.deepcopy(model)).keys() == values(model).keys()
    names = [slot.name for slot in model.slots()]
    stack = "model.layers.1.mlp.experts.gate_up_proj"
    assert f"{stack}.weight_scale" in names and stack not in names
    model.save_pretrained(tmp_path / "two")
    floats = backends.load(backend, head, tmp_path / "two", dtype="float32")
    if format != "plain":
        exact = values(backends.load("numpy", head, directory, dtype="float32"))
        for name, array in values(floats).items():
            assert_array_equal(array, exact[name], err_msg=name)
    given = {"input_ids": IDS}
    one, two = (backends.run(backend, m, given)["logits"] for m in (model, floats))
    np.testing.assert_allclose(one, two, rtol=1e-4, atol=1e-4)
    again = backends.load(backend, head, tmp_path / "two", dtype="float32", keep_quantized=True)
    assert [slot.name for slot in again.slots()] == names


def test_gpt_oss_stays_mxfp4(backend: str, tmp_path: Path) -> None:
    head = "GptOssForCausalLM"
    right = mxfp4(tmp_path / "one")
    model = backends.load(backend, head, tmp_path / "one", dtype="float32", keep_quantized=True)
    model.save_pretrained(tmp_path / "two")
    floats = backends.load(backend, head, tmp_path / "two", dtype="float32")
    found = values(floats)
    for name, array in right.items():
        assert_array_equal(found[name], array)
    given = {"input_ids": IDS}
    one, two = (backends.run(backend, m, given)["logits"] for m in (model, floats))
    np.testing.assert_allclose(one, two, rtol=1e-4, atol=1e-4)


@pytest.mark.skipif("torch" not in FRAMEWORKS, reason="another backend's turn")
def test_what_stands_before_experts_learns(tmp_path: Path) -> None:
    mxfp4(tmp_path)
    head = "GptOssForCausalLM"
    kept, floats = (
        backends.load("torch", head, tmp_path, dtype="float32", keep_quantized=keep)
        for keep in (True, False)
    )
    for model in (kept, floats):
        model(torch.from_numpy(IDS)).logits.square().sum().backward()
    name = "model.layers.0.self_attn.q_proj.weight"
    one, two = (dict(model.named_parameters())[name].grad for model in (kept, floats))
    torch.testing.assert_close(one, two, rtol=1e-4, atol=1e-4)


def plain(directory: Path, **options: Any) -> Path:
    return oracle.save(oracle.reference(HEAD, "LlamaConfig", LLAMA | options), directory)


@pytest.mark.skipif("torch" not in FRAMEWORKS, reason="another backend's turn")
def test_it_is_small_and_generates(tmp_path: Path) -> None:
    plain(tmp_path)
    settings = {"bits": 4, "group_size": 32}
    model = backends.load("torch", HEAD, tmp_path, dtype="bfloat16", quantization_config=settings)
    linear = model.get_submodule(LAYER)
    size = sum(buffer.nbytes for name, buffer in linear.named_buffers() if "shape" not in name)
    assert size == 64 * 96 * (0.5 + 2 / 32)
    assert model.generate(torch.from_numpy(IDS), max_new_tokens=3).shape == (2, 9)


OPTIONS: dict[str, tuple[Any, int, int]] = {
    "8": ({"bits": 8}, 8, 64),
    "8 by groups": ({"bits": 8, "group_size": 16}, 8, 16),
    "4": ({"bits": 4, "group_size": 32}, 4, 32),
    "4 by outputs": ({"bits": 4, "group_size": -1}, 4, 64),
    "torchao": ({"quant_type": "int8_weight_only", "quant_method": "torchao"}, 8, 64),
    "bitsandbytes": ({"load_in_8bit": True, "quant_method": "bitsandbytes"}, 8, 64),
}


@pytest.mark.parametrize("case", OPTIONS)
def test_quantised_on_load(case: str, backend: str, tmp_path: Path) -> None:
    settings, bits, size = OPTIONS[case]
    plain(tmp_path / "one", tie_word_embeddings=False)
    exact = values(backends.load(backend, HEAD, tmp_path / "one"))
    model = backends.load(backend, HEAD, tmp_path / "one", quantization_config=settings)
    found = kept(backend, model)
    assert len(found) == 14 and "lm_head.weight" not in found
    for name, array in found.items():
        own = array.shape[1] if size == 64 else size
        groups = exact[name].reshape(len(array), -1, own)
        step = np.abs(groups).max(2, keepdims=True) / ((2**bits - 1) / 2)
        error = np.abs(array.reshape(groups.shape) - groups)
        assert (error <= 1.01 * step).all()  # the largest are one step inside
        assert (error <= 0.501 * step).mean() > 0.9
    model.save_pretrained(tmp_path / "two")
    with safe_open(tmp_path / "two" / "model.safetensors", "pt") as file:
        names = set(file.keys())
    number = "weight_packed" if bits == 4 else "weight"
    assert {f"{LAYER}.{number}", f"{LAYER}.weight_scale"} <= names
    config = json.loads((tmp_path / "two" / "config.json").read_text())["quantization_config"]
    assert config["ignore"] == ["lm_head"]
    again = values(backends.load(backends.BACKENDS[0], HEAD, tmp_path / "two"))
    for name, array in found.items():
        assert_array_equal(again[name], array)


def test_transformers_bits_and_bytes_config(tmp_path: Path) -> None:
    from transformers import BitsAndBytesConfig

    plain(tmp_path)
    try:
        config = BitsAndBytesConfig(load_in_8bit=True)
    except ImportError:  # wants bitsandbytes itself, from 5.24 on
        pytest.skip("bitsandbytes is not there")
    model = backends.load(FRAMEWORKS[0], HEAD, tmp_path, quantization_config=config)
    assert len(kept(FRAMEWORKS[0], model)) == 14


def test_names_of_layers_that_stay(tmp_path: Path) -> None:
    plain(tmp_path)
    settings = {"bits": 8, "modules_to_not_convert": ["layers.0", "down_proj"]}
    model = backends.load(FRAMEWORKS[0], HEAD, tmp_path, quantization_config=settings)
    found = kept(FRAMEWORKS[0], model)
    assert len(found) == 6 and not any("layers.0." in n or "down_proj" in n for n in found)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "bits": ({"bits": 3}, "plain weights are quantised by"),
    "another method": ({"quant_method": "hqq"}, "plain weights are quantised by"),
    "group size": ({"bits": 4, "group_size": 40}, "group_size=40 does not divide the 64 inputs"),
    "negative": ({"bits": 4, "group_size": -3}, "expected 1 or more"),
    "names": ({"bits": 8, "ignore": "lm_head"}, "expected names of layers"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_settings_that_cannot_be(case: str, tmp_path: Path) -> None:
    plain(tmp_path)
    settings, words = REFUSED[case]
    with pytest.raises(errors.ConfigError, match=words):
        backends.load(FRAMEWORKS[0], HEAD, tmp_path, quantization_config=settings)


def test_what_is_not_kept(tmp_path: Path) -> None:
    directory, _ = quantised(tmp_path, "gptq-ordered")
    with pytest.raises(errors.ConfigError, match="no linear layer whose weights can stay"):
        backends.load(FRAMEWORKS[0], HEAD, directory, keep_quantized=True)
    with pytest.raises(errors.InputError, match="NumPy keeps no weights quantised"):
        backends.load("numpy", HEAD, directory, keep_quantized=True)
