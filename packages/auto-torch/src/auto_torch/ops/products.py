"""Products with a matrix by oneDNN, where torch would take MKL: in inference on AMD, in float32.

MKL does not use what AMD's processors can do. BERT-base on two cores of an EPYC takes 0.5 to 0.6
of the time with oneDNN, and a step of GPT-2 or Llama, which takes as long as it takes to read
the matrices, 0.6. On Intel's (a Xeon) MKL is at home: there oneDNN took 1.3 times as long for few
rows, and the same for many.
"""

from __future__ import annotations

import platform

import torch
from torch import Tensor

# Below, oneDNN's preparations outweigh what it gains.
LEAST_NUMBERS = 2**18  # of a matrix that is read for a few rows
LEAST_PRODUCTS = 2**23  # of numbers, where there are many rows


def _on_amd() -> bool:
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            return "AuthenticAMD" in file.read(4096)
    except OSError:  # not on Linux
        return "AuthenticAMD" in platform.processor()


_ONE_DNN = torch.backends.mkl.is_available() and torch.backends.mkldnn.is_available() and _on_amd()


def gains(x: Tensor, weight: Tensor) -> bool:
    """Whether `linear` is the better way; never where gradients or graphs are recorded.

    Graphs come before sizes: one would keep what was found out about them.
    """
    return (
        not torch.is_grad_enabled()
        and not torch.compiler.is_compiling()  # `torch.export`, too
        and torch._C._get_tracing_state() is None
        and weight.is_cpu
        and _is_large(x, weight.numel())
        and x.dtype is torch.float32
        and weight.dtype is torch.float32
        and type(x) is Tensor  # a subclass has products of its own
        and type(weight) in (Tensor, torch.nn.Parameter)
        and not torch._C._are_functorch_transforms_active()
        and not torch._C._is_any_autocast_enabled()
        and _ONE_DNN
    )


def _is_large(x: Tensor, numbers: int) -> bool:
    return numbers >= LEAST_NUMBERS or x.numel() * numbers >= LEAST_PRODUCTS * x.shape[-1] > 0


def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x [... i] times weight [o i], transposed, plus bias [o]; where it `gains`."""
    # A row times columns a power of two apart, which share few cache lines: not oneDNN.
    apart = weight.stride(1)
    if apart >= 512 and apart & (apart - 1) == 0 and x.numel() == weight.shape[1]:
        product = _by_blocks(x, weight.t())
        return product if bias is None else product + bias
    return torch.ops.mkldnn._linear_pointwise.default(x, weight, bias, "none", [], "")


def _by_blocks(row: Tensor, matrix: Tensor) -> Tensor:
    """row [... i] @ matrix [i o], o a power of two, by MKL: a block of columns for each core."""
    count = 1 << min(torch.get_num_threads().bit_length() - 1, 6)
    parts = matrix.unflatten(1, (count, -1)).transpose(0, 1)  # [count i o/count], a view
    product = torch.bmm(row.reshape(1, 1, -1).expand(count, 1, -1), parts)
    return product.reshape(*row.shape[:-1], matrix.shape[1])
