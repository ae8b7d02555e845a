"""Linear layers that keep their weights quantised, and unpack some rows at a time."""

from __future__ import annotations

import torch

from auto_core.checkpoints.quantized.packed import Packed
from auto_torch.layouts import from_numpy

_ELEMENTS = 1 << 24  # of the weight that are floats at once


class PackedLinear(torch.nn.Module):
    """x @ weight.T + bias, with w = (q - z) * s in numbers of 4 or 8 bits.

    The buffers are compressed-tensors' tensors of a layer, so a saved model is in its format.
    """

    weight: torch.Tensor  # [out in] of 8 bits
    weight_packed: torch.Tensor  # [out in/8] of 4 bits, eight in a word
    weight_scale: torch.Tensor  # [out groups]

    def __init__(
        self, packed: Packed, bias: torch.nn.Parameter | None, device: torch.device | None
    ):
        super().__init__()
        self.out_features, self.in_features = packed.shape
        self.bits, self.group_size, self.group_rows = packed.bits, packed.size, packed.rows
        for name, array in packed.tensors.items():
            self.register_buffer(name, from_numpy(array, device))
        self.bias = bias

    def rows(self, start: int, stop: int, dtype: torch.dtype) -> torch.Tensor:
        """Some rows of the weight: rounded once, from the wider of its scales' dtype and this."""
        scales = self.weight_scale
        if self.group_rows == 1:
            scales = scales[start:stop]
        else:
            scales = scales[torch.arange(start, stop, device=scales.device) // self.group_rows]
        wide = torch.promote_types(scales.dtype, dtype)
        groups = self._numbers(start, stop).to(wide).unflatten(1, (-1, self.group_size))
        zeros = self._zeros()
        if zeros is not None:
            groups = groups - zeros[start:stop, :, None].to(wide)
        return (groups * scales[:, :, None].to(wide)).flatten(1).to(dtype)

    def _numbers(self, start: int, stop: int) -> torch.Tensor:
        if self.bits == 8:
            return self.weight[start:stop]
        data = self.weight_packed[start:stop].view(torch.uint8)
        return torch.stack([data & 15, data >> 4], -1).flatten(1).to(torch.int8) - 8

    def _zeros(self) -> torch.Tensor | None:
        """[out groups], or None where all are zero."""
        words = self._buffers.get("weight_zero_point")
        if words is None or self.bits == 8:
            return words
        shifts = torch.arange(0, 32, 4, dtype=torch.int32, device=words.device)
        numbers = (words[:, None] >> shifts[:, None]) & 15
        return numbers.flatten(0, 1)[: self.out_features].to(torch.int8) - 8

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        step = max(1, _ELEMENTS // self.in_features)
        parts = [
            torch.nn.functional.linear(
                input,
                self.rows(start, min(start + step, self.out_features), input.dtype),
                None if self.bias is None else self.bias[start : start + step],
            )
            for start in range(0, self.out_features, step)
        ]
        return parts[0] if len(parts) == 1 else torch.cat(parts, -1)

    def extra_repr(self) -> str:
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, "
            f"bits={self.bits}, group_size={self.group_size}, bias={self.bias is not None}"
        )
