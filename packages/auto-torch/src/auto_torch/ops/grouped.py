"""Products of rows with the matrix of the group that each belongs to: mixtures of experts."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

_NARROW = (torch.bfloat16, torch.float16)
_CPU = (torch.float32, torch.bfloat16)


def grouped_matmul(x: Tensor, weight: Any, sizes: Tensor, *, transpose: bool) -> Tensor:
    tracing = torch.jit.is_tracing()  # pyright: ignore[reportPrivateImportUsage]
    graph = torch.compiler.is_compiling() or tracing
    if not isinstance(weight, Tensor):  # experts that are kept quantised
        transpose = transpose != weight.turned
        if not graph and not (torch.is_grad_enabled() and x.requires_grad):
            return _packed_products(x, weight, sizes, transpose)
        weight = weight.matrices(x.dtype)
    matrices = weight.transpose(1, 2) if transpose else weight
    if _has_kernel(x, matrices):
        ends = sizes.cumsum(0, dtype=torch.int32)
        return torch.nn.functional.grouped_mm(x, matrices, offs=ends)
    # A graph holds the loop as one op, since how often it runs follows from values.
    learns = torch.is_grad_enabled() and (x.requires_grad or weight.requires_grad)
    if graph or learns:
        return torch.ops.auto_torch.grouped_matmul(x, matrices, sizes)
    return _products(x, matrices, sizes)


def _has_kernel(x: Tensor, matrices: Tensor) -> bool:
    """Whether torch's kernel for GPUs takes these, where reading sizes would be a wait."""
    newer = x.is_cuda and torch.cuda.get_device_capability(x.device) >= (8, 0)
    return newer and x.dtype in _NARROW and _fits(x, matrices)


def _fits(x: Tensor, matrices: Tensor) -> bool:
    aligned = all(n * x.element_size() % 16 == 0 for n in matrices.shape[1:])
    return aligned and hasattr(torch.nn.functional, "grouped_mm")


def _has_loop(x: Tensor, matrices: Tensor) -> bool:
    """Whether torch's loop for CPUs takes these: ours without Python's time."""
    if x.device.type != "cpu" or x.dtype not in _CPU or not len(x) or not _fits(x, matrices):
        return False
    plain = x.is_contiguous() and (matrices.is_contiguous() or matrices.mT.is_contiguous())
    return plain and not (x.data_ptr() % 16 or matrices.data_ptr() % 16)


def _products(x: Tensor, matrices: Tensor, sizes: Tensor) -> Tensor:
    if _has_loop(x, matrices):
        ends = sizes.cumsum(0, dtype=torch.int32)
        return torch.nn.functional.grouped_mm(x, matrices, offs=ends)
    output = x.new_empty((x.shape[0], matrices.shape[2]))
    start = 0
    for group, size in enumerate(sizes.tolist()):
        if size:
            end = start + size
            torch.mm(x[start:end], matrices[group], out=output[start:end])
            start = end
    return output


def _packed_products(x: Tensor, weight: Any, sizes: Tensor, transpose: bool) -> Tensor:
    """As `_products`, each matrix unpacked when its rows come."""
    output = x.new_empty((len(x), weight.out_features if transpose else weight.in_features))
    start = 0
    for group, size in enumerate(sizes.tolist()):
        if size:
            end = start + size
            matrix = weight.matrix(group, x.dtype)
            torch.mm(x[start:end], matrix.t() if transpose else matrix, out=output[start:end])
            start = end
    return output


def _outer_products(x: Tensor, y: Tensor, sizes: Tensor) -> Tensor:
    """[g i o]: x.T @ y of the rows [n i] and [n o] of each group."""
    output = x.new_zeros((sizes.shape[0], x.shape[1], y.shape[1]))
    start = 0
    for group, size in enumerate(sizes.tolist()):
        if size:
            end = start + size
            torch.mm(x[start:end].t(), y[start:end], out=output[group])
            start = end
    return output


_matmul = torch.library.custom_op("auto_torch::grouped_matmul", mutates_args=(), schema=(
    "(Tensor x, Tensor matrices, Tensor sizes) -> Tensor"
))(_products)  # fmt: skip
_outer = torch.library.custom_op("auto_torch::grouped_outer", mutates_args=(), schema=(
    "(Tensor x, Tensor y, Tensor sizes) -> Tensor"
))(_outer_products)  # fmt: skip


@_matmul.register_fake
def _(x: Tensor, matrices: Tensor, sizes: Tensor) -> Tensor:
    return x.new_empty((x.shape[0], matrices.shape[2]))


@_outer.register_fake
def _(x: Tensor, y: Tensor, sizes: Tensor) -> Tensor:
    return x.new_empty((sizes.shape[0], x.shape[1], y.shape[1]))


def _keep(ctx: Any, inputs: tuple[Tensor, ...], output: Tensor) -> None:
    ctx.save_for_backward(*inputs)


def _matmul_backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
    x, matrices, sizes = ctx.saved_tensors
    needs_x, needs_matrices, _ = ctx.needs_input_grad
    ops = torch.ops.auto_torch
    return (
        ops.grouped_matmul(gradient, matrices.transpose(1, 2), sizes) if needs_x else None,
        ops.grouped_outer(x, gradient, sizes) if needs_matrices else None,
        None,
    )


def _outer_backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
    x, y, sizes = ctx.saved_tensors
    needs_x, needs_y, _ = ctx.needs_input_grad
    ops = torch.ops.auto_torch
    return (
        ops.grouped_matmul(y, gradient.transpose(1, 2), sizes) if needs_x else None,
        ops.grouped_matmul(x, gradient, sizes) if needs_y else None,
        None,
    )


_matmul.register_autograd(_matmul_backward, setup_context=_keep)
_outer.register_autograd(_outer_backward, setup_context=_keep)
