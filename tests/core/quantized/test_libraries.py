"""Quantised checkpoints as the quantisers themselves write and read them, to the bit."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from core.quantized import libraries
from core.quantized.checkpoints import IDS
from core.quantized.test_formats import HEAD, values
from numpy.testing import assert_array_equal
from parity import backends
from safetensors.torch import load_file

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
GROUPS = dict(group_size=32)
NF4 = dict(load_in_4bit=True, bnb_4bit_quant_type="nf4")
# Name -> the library, and what it is asked for.
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    **{
        f"int{bits}": ("compressed_tensors", dict(preset=f"W{bits}A16", **GROUPS))
        for bits in range(2, 9)
    },
    "int4-asymmetric": ("compressed_tensors", dict(preset="W4A16_ASYM", **GROUPS)),
    "int4-channel": (
        "compressed_tensors",
        dict(preset="W4A16", group_size=None, strategy="channel"),
    ),
    "int8-channel": ("compressed_tensors", dict(preset="W8A8")),
    "int8-asymmetric": ("compressed_tensors", dict(preset="W8A8", symmetric=False)),
    "fp8-tensor": ("compressed_tensors", dict(preset="FP8")),
    "fp8-channel": ("compressed_tensors", dict(preset="FP8_DYNAMIC")),
    "fp8-block": ("compressed_tensors", dict(preset="FP8_BLOCK", block_structure=[32, 16])),
    "nvfp4": ("compressed_tensors", dict(preset="NVFP4A16")),
    "mxfp4": ("compressed_tensors", dict(preset="MXFP4A16")),
    "mxfp8": ("compressed_tensors", dict(preset="MXFP8A16")),
    "nf4": ("bitsandbytes", NF4),
    "nf4-double": ("bitsandbytes", NF4 | dict(bnb_4bit_use_double_quant=True)),
    "fp4": ("bitsandbytes", NF4 | dict(bnb_4bit_quant_type="fp4")),
    "llm-int8": ("bitsandbytes", dict(load_in_8bit=True)),
    "ao-int8": ("torchao", dict(name="Int8WeightOnly")),
    "ao-int8-dynamic": ("torchao", dict(name="Int8DynamicActivationInt8Weight")),
    "ao-int4": ("torchao", dict(name="IntxWeightOnly", weight_dtype=torch.int4)),
    "ao-int2": ("torchao", dict(name="IntxWeightOnly", weight_dtype=torch.int2)),
    "ao-float8": ("torchao", dict(name="Float8WeightOnly")),
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return libraries.base(tmp_path_factory.mktemp("plain"))


def made(case: str, plain: Path, directory: Path, dtype: torch.dtype) -> libraries.Floats:
    library, options = CASES[case]
    pytest.importorskip(library)
    if case in ("ao-int4", "ao-int2"):
        group = importlib.import_module("torchao.quantization").PerGroup(32)
        options = options | dict(granularity=group)
    return getattr(libraries, library)(plain, directory, dtype, **options)


@pytest.mark.parametrize("case", CASES)
def test_the_same_floats(case: str, plain: Path, tmp_path: Path) -> None:
    floats = made(case, plain, tmp_path, torch.float32)
    assert len(floats) == 7
    dtype = "bfloat16" if case == "nvfp4" else "float32"  # as the library rounds it in any case
    found = values(backends.load("numpy", HEAD, tmp_path, dtype=dtype))
    for name, right in floats.items():
        assert_array_equal(found[name], right, err_msg=name)


# Published checkpoints have scales in bfloat16.
@pytest.mark.parametrize("case", CASES)
def test_in_bfloat16(case: str, plain: Path, tmp_path: Path) -> None:
    floats = made(case, plain, tmp_path, torch.bfloat16)
    for backend in backends.BACKENDS:
        found = values(backends.load(backend, HEAD, tmp_path, dtype="bfloat16"))
        for name, right in floats.items():
            rounded = torch.from_numpy(right).bfloat16().float().numpy()  # LLM.int8 gives float32
            assert_array_equal(found[name], rounded, err_msg=f"{backend} {name}")


KEPT = ("int4", "int8-asymmetric", "fp8-tensor", "fp8-channel", "fp8-block", "mxfp4", "nvfp4",
        "nf4-double", "llm-int8")  # fmt: skip


@pytest.mark.skipif("torch" not in backends.BACKENDS, reason="another backend's turn")
@pytest.mark.parametrize("case", [*KEPT, "ours-4", "ours-8"])
def test_transformers_reads_what_is_kept(case: str, plain: Path, tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("compressed_tensors")
    directory, options = tmp_path / "one", dict[str, Any](keep_quantized=True)
    if case.startswith("ours"):
        settings = {"bits": int(case[-1]), "group_size": 16}
        directory, options = plain, dict(quantization_config=settings)
    else:
        made(case, plain, directory, torch.bfloat16)
    ours = backends.load("torch", HEAD, directory, dtype="bfloat16", **options)
    ours.save_pretrained(tmp_path / "two")
    theirs = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "two")
    ids = torch.from_numpy(IDS)
    with torch.no_grad():
        one, two = (model(ids).logits.float() for model in (ours, theirs))
    # bitsandbytes multiplies in its own way: int8 activations, or kernels that round elsewhere.
    room = 0.1 if CASES.get(case, ("",))[0] == "bitsandbytes" else 0.02
    assert (one - two).abs().max() < room * one.abs().max()


def test_asymmetric_numbers_of_four_bits_as_the_library_unpacks_them(
    plain: Path, tmp_path: Path
) -> None:
    """transformers 5.23 finds no room for such zero points, whoever wrote them."""
    library = pytest.importorskip("compressed_tensors")
    scheme = library.quantization.preset_name_to_scheme("W4A16_ASYM", ["Linear"])
    scheme.weights.group_size = 32
    floats = made("int4-asymmetric", plain, tmp_path / "one", torch.float32)
    backend = next(backend for backend in backends.BACKENDS if backend != "numpy")
    model = backends.load(backend, HEAD, tmp_path / "one", dtype="float32", keep_quantized=True)
    model.save_pretrained(tmp_path / "two")
    stored = load_file(tmp_path / "two" / "model.safetensors")
    compressor = library.compressors.BaseCompressor.get_value_from_registry("pack-quantized")
    for name, right in floats.items():
        stem = name.removesuffix("weight")
        parts = {key.removeprefix(stem): t for key, t in stored.items() if key.startswith(stem)}
        unpacked = compressor.decompress(parts, scheme)["weight"]
        np.testing.assert_array_equal(unpacked.numpy(), right)
