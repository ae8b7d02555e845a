"""Quantised weights in torch's kernels of CPUs: the same products, and the same buffers after."""

from __future__ import annotations

import copy
import pickle
import threading
from typing import Any

import numpy as np
import pytest
import torch

from auto_core.checkpoints.quantized.packed import Packed
from auto_torch.nn import packed_products as kernels
from auto_torch.nn.packed import PackedLinear

KINDS = ["int4", "int4 with zeros", "int4 in bytes", "int8"]


def layer(kind: str, *, inputs: int = 128, outputs: int = 192, bias: bool = True) -> PackedLinear:
    """A layer of random numbers and scales."""
    rng = np.random.default_rng(len(kind))
    size = inputs if kind == "int8" else 64
    tensors: dict[str, Any] = {
        "weight_scale": rng.uniform(0.1, 1, (outputs, inputs // size)).astype(np.float32)
    }
    if kind == "int8":
        tensors["weight"] = rng.integers(-127, 128, (outputs, inputs)).astype(np.int8)
    else:
        data = rng.integers(0, 256, (outputs, inputs // 2)).astype(np.uint8)
        tensors["weight_packed"] = data if "bytes" in kind else data.view(np.int32)
    if "zeros" in kind:
        words = rng.integers(0, 2**32, (outputs // 8, inputs // size), dtype=np.uint32)
        tensors["weight_zero_point"] = words.view(np.int32)
    packed = Packed(8 if kind == "int8" else 4, size, (outputs, inputs), tensors)
    given = torch.nn.Parameter(torch.randn(outputs), requires_grad=False) if bias else None
    return PackedLinear(packed, given, None)


def exact(module: PackedLinear, x: torch.Tensor) -> torch.Tensor:
    weight = copy.deepcopy(module).rows(0, module.out_features, torch.float32).double()
    bias = None if module.bias is None else module.bias.double()
    return torch.nn.functional.linear(x.double(), weight, bias)


@pytest.mark.parametrize("inputs", [64, 192, 1024])
@pytest.mark.parametrize("dtype", [torch.int32, torch.uint8])
def test_the_order_of_the_kernel_is_undone(inputs: int, dtype: torch.dtype) -> None:
    data = torch.randint(0, 256, (192, inputs // 2), dtype=torch.uint8).view(dtype)
    tiles = kernels.tiled(data)
    assert not torch.equal(tiles.view(torch.uint8), data.view(torch.uint8))
    assert torch.equal(kernels.plain(tiles, dtype), data)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
@pytest.mark.parametrize("kind", KINDS)
def test_products(kind: str, dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rows go through a kernel, many and those with gradients not before."""
    torch.manual_seed(0)
    module = layer(kind, bias=kind != "int4 in bytes")
    if module.bias is not None:
        module.bias.data = module.bias.data.to(dtype)
    used: list[str] = []
    for name in ("int4_product", "int8_product"):
        kernel = getattr(kernels, name)
        monkeypatch.setattr(
            kernels, name, lambda *a, kernel=kernel: (used.append("kernel"), kernel(*a))[1]
        )
    before = {name: value.clone() for name, value in module.state_dict().items()}
    tolerance = {torch.float32: 1e-5, torch.bfloat16: 2e-2, torch.float16: 2e-3}[dtype]
    many = torch.randn(3, 20, module.in_features).to(dtype)
    for x, wanted in [(many, 0), (many[:, :2], 1), (many[0, 0], 1)]:
        used.clear()
        truth = exact(module, x)
        found = module(x)
        assert found.shape == truth.shape and found.dtype == dtype
        assert (found.double() - truth).abs().max() <= tolerance * truth.abs().max()
        assert len(used) == wanted
    learning = many[0, :2].clone().requires_grad_()
    used.clear()
    module(learning).sum().backward()
    weight = module.rows(0, module.out_features, dtype)
    assert not used and learning.grad is not None
    assert torch.allclose(learning.grad[0], weight.sum(0), rtol=1e-2, atol=tolerance * 100)
    module(many[0, :2])
    after = module.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)


@pytest.mark.parametrize("kind", ["int4", "int4 with zeros"])
def test_copies_and_moves(kind: str) -> None:
    module, x = layer(kind), torch.randn(2, 128)
    other = layer("int4", bias=True)
    truth = module(x)
    assert module.plain_dtype is not None  # in the kernel's order
    copied = copy.deepcopy(module)
    assert torch.equal(copied(x), truth)
    assert torch.equal(pickle.loads(pickle.dumps(module))(x), truth)
    module(x)
    assert torch.equal(module.cpu().weight_packed, copied.plain_buffers()["weight_packed"])
    module(x)
    assert module.plain_dtype is not None and module.train().plain_dtype is None
    other(x)
    other.load_state_dict(copied.state_dict(), strict=False)
    assert torch.equal(other.weight_packed, copied.plain_buffers()["weight_packed"])


def test_sizes_without_a_kernel() -> None:
    for module in (layer("int4", outputs=96), layer("int8", outputs=24)):
        x = torch.randn(2, 128)
        assert torch.allclose(module(x).double(), exact(module, x), rtol=1e-4, atol=1e-4)


def test_a_compiled_layer_is_that_of_the_weights_order() -> None:
    x = torch.randn(2, 128)
    for tile in (False, True):
        module = layer("int4")
        truth = exact(module, x)
        if tile:
            module(x)
        graph = torch.compile(module, fullgraph=True, backend="eager")
        assert torch.allclose(graph(x).double(), truth, rtol=1e-4, atol=1e-4)


def test_threads() -> None:
    """Some calls bring the numbers into the kernel's order while others take them out of it."""
    module, x = layer("int4 with zeros", inputs=512, outputs=512), torch.randn(2, 512)
    truth, failed = exact(module, x), []

    def run(index: int) -> None:
        for _ in range(20):
            if index % 2:
                found = module.rows(0, module.out_features, torch.float32)
                found = torch.nn.functional.linear(x, found, module.bias)
            else:
                found = module(x)
            if not torch.allclose(found.double(), truth, rtol=1e-3, atol=1e-3):
                failed.append(index)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
