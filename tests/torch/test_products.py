"""Products of a few rows: by blocks of columns where all cores read the matrix then."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch.nn.functional import linear

from auto_torch import nn, ops
from auto_torch.ops import few_rows


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(few_rows, "_MKL", True)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 2)


def layer(inner: int, outer: int, *, bias: bool) -> nn.Linear:
    torch.manual_seed(0)
    found = nn.Linear(inner, outer, bias=bias).to_empty(device="cpu")
    for parameter in found.parameters():
        torch.nn.init.normal_(parameter)
    return found


@torch.no_grad()
@pytest.mark.parametrize("shape", [(1, 1), (8, 1), (3, 5), (1, 17), (16,), ()], ids=str)
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("outer", [1024, 1001, 1009], ids=["2 blocks", "7 blocks", "prime"])
def test_is_the_plain_product(outer: int, bias: bool, shape: tuple[int, ...]) -> None:
    model = layer(512, outer, bias=bias)
    x = torch.randn(*shape, 512)
    expected = linear(x.double(), model.weight.double(), model.bias.double() if bias else None)
    torch.testing.assert_close(model(x), expected.float(), rtol=1e-5, atol=1e-4)
    product = ops.matmul(x, model.weight.t().contiguous())
    torch.testing.assert_close(
        product, model(x) - (model.bias if bias else 0), atol=1e-4, rtol=1e-5
    )


@torch.no_grad()
@pytest.mark.parametrize(
    ("rows", "outer", "dtype", "expected"),
    [
        (1, 1024, torch.float32, 2),
        (16, 1023, torch.float32, 3),
        (17, 1024, torch.float32, 1),  # many rows
        (1, 64, torch.float32, 1),  # a small matrix
        (1, 1009, torch.float32, 1),  # a prime number of columns
        (1, 1024, torch.bfloat16, 1),
        (0, 1024, torch.float32, 1),
    ],
)
def test_the_choice(rows: int, outer: int, dtype: torch.dtype, expected: int) -> None:
    x, matrix = torch.zeros(rows, 512, dtype=dtype), torch.zeros(512, outer, dtype=dtype)
    assert few_rows.blocks(x, matrix) == expected


def test_training_and_compiling_are_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> Any:
        raise AssertionError("by blocks")

    monkeypatch.setattr(few_rows, "by_blocks", fail)
    model, x = layer(512, 1024, bias=True), torch.randn(1, 512)
    model(x).sum().backward()
    with torch.no_grad():
        torch.compile(model, backend="eager", fullgraph=True)(x)
        with pytest.raises(AssertionError, match="by blocks"):
            model(x)
