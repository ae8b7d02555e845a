"""Products by oneDNN: the plain product, and only where nothing else has a say in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.nn.functional import linear

from auto_torch import nn, ops
from auto_torch.ops import products


def layer(inner: int, outer: int, *, bias: bool) -> nn.Linear:
    torch.manual_seed(0)
    found = nn.Linear(inner, outer, bias=bias).to_empty(device="cpu")
    for parameter in found.parameters():
        torch.nn.init.normal_(parameter)
    return found


@torch.no_grad()
@pytest.mark.parametrize("shape", [(1, 1), (8, 1), (3, 5), (2, 2, 70), (16,), (), (0, 1)], ids=str)
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("outer", [1024, 1001])
def test_is_the_plain_product(
    outer: int, bias: bool, shape: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(products, "_ONE_DNN", torch.backends.mkldnn.is_available())
    monkeypatch.setattr(torch, "get_num_threads", lambda: 3)
    model = layer(512, outer, bias=bias)
    x = torch.randn(*shape, 512)
    expected = linear(x.double(), model.weight.double(), model.bias.double() if bias else None)
    torch.testing.assert_close(model(x), expected.float(), rtol=1e-5, atol=1e-4)
    product = ops.matmul(x, model.weight.t().contiguous())  # [inner, outer], as GPT-2's lie
    torch.testing.assert_close(
        product, model(x) - (model.bias if bias else 0), atol=1e-4, rtol=1e-5
    )


class Subclass(torch.Tensor):
    pass


PLAIN: dict[str, Callable[[torch.Tensor, torch.Tensor], tuple[torch.Tensor, torch.Tensor]]] = {
    "half": lambda x, weight: (x.bfloat16(), weight.bfloat16()),
    "double": lambda x, weight: (x.double(), weight.double()),
    "subclass": lambda x, weight: (x, weight.as_subclass(Subclass)),
    "meta": lambda x, weight: (x.to("meta"), weight.to("meta")),
}


@torch.no_grad()
@pytest.mark.parametrize(
    ("rows", "size", "expected"),
    [(1, 512, True), (8, 256, False), (200, 256, True), (0, 512, True), (9, 0, False)],
)
def test_small_products_are_torchs(
    rows: int, size: int, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(products, "_ONE_DNN", True)
    assert products.gains(torch.ones(rows, size), torch.ones(size, size)) == expected


@torch.no_grad()
@pytest.mark.parametrize("kind", PLAIN)
def test_other_tensors_are_multiplied_by_torch(kind: str) -> None:
    assert not products.gains(*PLAIN[kind](torch.ones(1, 512), torch.ones(1024, 512)))


def test_training_compiling_and_transforms_are_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> Any:
        raise AssertionError("oneDNN")

    monkeypatch.setattr(products, "_ONE_DNN", True)
    monkeypatch.setattr(products, "linear", fail)
    model, x = layer(512, 1024, bias=True), torch.randn(1, 512)
    model(x).sum().backward()
    with torch.no_grad():
        torch.compile(model, backend="eager", fullgraph=True)(x)
        torch.func.vmap(model)(x)
        torch.jit.trace(model, x, check_trace=False)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            assert model(x).dtype is torch.bfloat16
        with pytest.raises(AssertionError, match="oneDNN"):
            model(x)
