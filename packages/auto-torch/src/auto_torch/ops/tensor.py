"""Making, reshaping, joining and indexing tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

Shape = Sequence[int]


def torch_dtype(name: str) -> torch.dtype:
    return getattr(torch, name)


def asarray(x: Any, *, dtype: str | None = None, like: Tensor | None = None) -> Tensor:
    if not torch.compiler.is_compiling():  # which knows no dtypes of arrays
        x = _readable(x)
    return torch.as_tensor(
        x,
        dtype=None if dtype is None else torch_dtype(dtype),
        device=None if like is None else like.device,
    )


def _readable(x: Any) -> Any:
    """torch cannot read ml_dtypes' bfloat16."""
    if isinstance(x, np.ndarray) and x.dtype.name == "bfloat16":
        return torch.from_numpy(x.view(np.uint16).copy()).view(torch.bfloat16)
    return x


def shape(x: Tensor) -> tuple[Any, ...]:
    return x.shape


def dtype(x: Tensor) -> str:
    return str(x.dtype).removeprefix("torch.")


def cast(x: Tensor, dtype: str) -> Tensor:
    return x.to(torch_dtype(dtype))


def _options(like: Tensor, dtype: str | None) -> dict[str, Any]:
    return {"device": like.device, "dtype": torch_dtype(dtype) if dtype else like.dtype}


def detach(x: Tensor) -> Tensor:
    return x.detach()


def zeros(shape: Shape, *, like: Tensor, dtype: str | None = None) -> Tensor:
    return torch.zeros(tuple(shape), **_options(like, dtype))


def ones(shape: Shape, *, like: Tensor, dtype: str | None = None) -> Tensor:
    return torch.ones(tuple(shape), **_options(like, dtype))


def full(shape: Shape, fill_value: float, *, like: Tensor, dtype: str | None = None) -> Tensor:
    return torch.full(tuple(shape), fill_value, **_options(like, dtype))


def arange(start: int, end: int, *, like: Tensor, dtype: str) -> Tensor:
    return torch.arange(start, end, device=like.device, dtype=torch_dtype(dtype))


def reshape(x: Tensor, shape: Shape) -> Tensor:
    return x.reshape(tuple(shape))


def permute(x: Tensor, dims: Sequence[int]) -> Tensor:
    return x.permute(*dims)


def transpose(x: Tensor, dim0: int, dim1: int) -> Tensor:
    return x.transpose(dim0, dim1)


def unsqueeze(x: Tensor, dim: int) -> Tensor:
    return x.unsqueeze(dim)


def squeeze(x: Tensor, dim: int) -> Tensor:
    return x.squeeze(dim)


def expand(x: Tensor, shape: Shape) -> Tensor:
    return x.expand(tuple(shape))


def cat(tensors: Sequence[Tensor], dim: int) -> Tensor:
    return torch.cat(tuple(tensors), dim)


def stack(tensors: Sequence[Tensor], dim: int) -> Tensor:
    return torch.stack(tuple(tensors), dim)


def split(x: Tensor, sizes: Sequence[int], dim: int) -> list[Tensor]:
    return list(x.split(list(sizes), dim))


def flip(x: Tensor, dim: int) -> Tensor:
    return x.flip(dim)


def roll(x: Tensor, shifts: int | Shape, dims: int | Shape) -> Tensor:
    return torch.roll(x, *(n if isinstance(n, int) else tuple(n) for n in (shifts, dims)))


def pad(x: Tensor, widths: Sequence[tuple[int, int]], *, value: float) -> Tensor:
    last_axis_first = [width for pair in reversed(widths) for width in pair]
    return torch.nn.functional.pad(x, last_axis_first, value=value)


def where(condition: Tensor, x: Any, y: Any) -> Tensor:
    like = x if isinstance(x, Tensor) else y
    if not isinstance(x, Tensor):
        x = torch.full((), x, dtype=like.dtype, device=like.device)
    if not isinstance(y, Tensor):
        y = torch.full((), y, dtype=like.dtype, device=like.device)
    return torch.where(condition, x, y)


def gather(x: Tensor, dim: int, index: Tensor) -> Tensor:
    return torch.take_along_dim(x, index, dim)


def take(x: Tensor, index: Tensor, dim: int) -> Tensor:
    axis = dim % x.ndim
    picked = x.index_select(axis, index.reshape(-1))
    return picked.reshape(*x.shape[:axis], *index.shape, *x.shape[axis + 1 :])


def one_hot(x: Tensor, num_classes: int, *, dtype: str) -> Tensor:
    # torch's own refuses integers out of range, and always gives int64.
    return (x.unsqueeze(-1) == torch.arange(num_classes, device=x.device)).to(torch_dtype(dtype))


def boolean_mask(x: Tensor, mask: Tensor) -> Tensor:
    return x[mask]


def update_slice(x: Tensor, update: Tensor, *, start: Any, dim: int) -> Tensor:
    if isinstance(start, int):
        x.narrow(dim, start, update.shape[dim]).copy_(update)
        return x
    index = start + torch.arange(update.shape[dim], device=x.device)
    return x.index_copy_(dim, index, update)
