"""Weights that are kept quantised: linear layers, which unpack some rows at a time, and experts."""

from __future__ import annotations

import threading
from typing import Any

import torch

from auto_core.checkpoints.quantized.packed import Packed
from auto_torch.layouts import from_numpy
from auto_torch.nn import packed_products as kernels
from auto_torch.nn.module import Module

_ELEMENTS = 1 << 24  # of the weight that are floats at once
_ORDERING = threading.Lock()  # while a weight's numbers change their order


class PackedWeight(Module):
    """The numbers and scales of a weight; see `auto_core.checkpoints.quantized.packed`."""

    weight: torch.Tensor  # [out in] of 8 bits
    weight_packed: torch.Tensor  # [out in/8] words of eight numbers of 4 bits, or [out in/2] bytes
    weight_scale: torch.Tensor  # [out groups]

    def __init__(self, packed: Packed, device: torch.device | None):
        super().__init__()
        self.out_features, self.in_features = packed.shape
        self.bits, self.group_size, self.group_rows = packed.bits, packed.size, packed.rows
        self.factor, self.multiplied = packed.factor, packed.multiplied
        for name, array in packed.tensors.items():
            self.register_buffer(name, from_numpy(array, device))

    def unpacked(
        self, buffers: dict[str, torch.Tensor | None], start: int, stop: int, dtype: torch.dtype
    ) -> torch.Tensor:
        """Some rows of a weight with these buffers [out ...]: rounded once, from the wider of its
        scales' dtype and this."""
        scales = self._scales(buffers, start, stop, dtype)
        wide = torch.promote_types(scales.dtype, dtype)
        groups = _numbers(buffers, start, stop, wide).unflatten(1, (-1, self.group_size))
        zeros = buffers.get("weight_zero_point")
        if zeros is not None:
            zeros = zeros if self.bits == 8 else _nibbles(zeros)[: self.out_features]
            groups = groups - zeros[start:stop, :, None].to(wide)
        weight = (groups * scales[:, :, None].to(wide)).flatten(1)
        return (weight if self.factor is None else weight * self.factor).to(dtype)

    def _scales(
        self, buffers: dict[str, torch.Tensor | None], start: int, stop: int, dtype: torch.dtype
    ) -> torch.Tensor:  # [rows groups]
        scales, second = buffers["weight_scale"], buffers.get("weight_global_scale")
        assert scales is not None
        if self.group_rows == 1:
            scales = scales[start:stop]
        else:
            scales = scales[torch.arange(start, stop, device=scales.device) // self.group_rows]
        if second is None:
            return scales
        part = self.out_features // len(second)
        second = second[torch.arange(start, stop, device=scales.device) // part, None]
        return scales.float() * second if self.multiplied else scales.float() / second


def _numbers(
    buffers: dict[str, torch.Tensor | None], start: int, stop: int, wide: torch.dtype
) -> torch.Tensor:  # [rows in]
    packed = buffers.get("weight_packed")
    if packed is None:
        whole = buffers["weight"]
        assert whole is not None
        return whole[start:stop].to(wide)
    data = packed[start:stop].view(torch.uint8)
    codes = torch.stack([data & 15, data >> 4], -1).flatten(1)
    table = buffers.get("weight_table")
    if table is None:
        return codes.to(wide) - 8
    return table.to(wide)[codes.int()]


def _nibbles(words: torch.Tensor) -> torch.Tensor:
    """[out/8 groups] words -> [out groups] signed numbers."""
    shifts = torch.arange(0, 32, 4, dtype=torch.int32, device=words.device)
    numbers = (words[:, None] >> shifts[:, None]) & 15
    return numbers.flatten(0, 1).to(torch.int8) - 8


class PackedLinear(PackedWeight):
    """x @ weight.T + bias, with w = (q - z) * s in numbers of 4 or 8 bits.

    The buffers are compressed-tensors' tensors of a layer, so a saved model is in its format. On a
    CPU, once few rows have come (a step of generation), the numbers of 4 bits are in the order of
    torch's kernel, until something else reads them.
    """

    def __init__(
        self, packed: Packed, bias: torch.nn.Parameter | None, device: torch.device | None
    ):
        super().__init__(packed, device)
        self.bias = bias
        self.plain_dtype: torch.dtype | None = None  # of numbers that are in the kernel's order

    def rows(self, start: int, stop: int, dtype: torch.dtype) -> torch.Tensor:
        """Some rows of the weight."""
        return self.unpacked(self.plain_buffers(), start, stop, dtype)

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        if (output := self._by_kernel(input)) is not None:
            return output if self.bias is None else output + self.bias
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

    def _by_kernel(self, input: torch.Tensor) -> torch.Tensor | None:
        """The product without bias, if one of torch's kernels makes it."""
        own = {name: buffer for name, buffer in self._buffers.items() if buffer is not None}
        evenly = self.group_rows == 1 and self.factor is None
        if not evenly or {"weight_table", "weight_global_scale"} & own.keys():
            return None
        if not kernels.allows(input, self.bias):
            return None
        x = input.reshape(-1, self.in_features)
        scale, zeros = own["weight_scale"], own.get("weight_zero_point")
        few = len(x) <= kernels.ROWS
        if self.bits == 8:
            whole = self.group_size == self.in_features and zeros is None
            if not (whole and few and own["weight"].dtype == torch.int8):
                return None
            output = kernels.int8_product(x, own["weight"], scale)
        else:
            tiles = self._tiles(few)
            if tiles is None:
                return None
            zeros = None if zeros is None else _nibbles(zeros)[: self.out_features]
            output = kernels.int4_product(x, tiles, scale, zeros, self.group_size)
        return output.reshape(*input.shape[:-1], self.out_features)

    def _tiles(self, few: bool) -> torch.Tensor | None:
        """The numbers in the kernel's order, into which few rows bring them."""
        if torch.compiler.is_compiling():
            return None if self.plain_dtype is None else self.weight_packed
        with _ORDERING:
            if self.plain_dtype is None:
                packed = self.weight_packed
                if not few or not kernels.can_tile(packed, self.group_size):
                    return None
                self._buffers["weight_packed"] = kernels.tiled(packed)
                self.plain_dtype = packed.dtype
            return self._buffers["weight_packed"]

    def plain_buffers(self) -> dict[str, torch.Tensor | None]:
        """The buffers as they are saved."""
        if torch.compiler.is_compiling():
            return dict(self._buffers)
        with _ORDERING:
            if self.plain_dtype is not None:
                plain = kernels.plain(self.weight_packed, self.plain_dtype)
                self._buffers["weight_packed"], self.plain_dtype = plain, None
            return dict(self._buffers)

    def train(self, mode: bool = True) -> PackedLinear:
        """Gradients go through the plain numbers, also in a graph that is compiled next."""
        if mode:
            self.plain_buffers()
        return super().train(mode)

    def _apply(self, fn: Any, recurse: bool = True) -> Any:
        self.plain_buffers()  # another device has another order
        return super()._apply(fn, recurse)

    def _save_to_state_dict(self, *args: Any) -> None:
        self.plain_buffers()
        super()._save_to_state_dict(*args)

    def _load_from_state_dict(self, *args: Any) -> None:
        self.plain_buffers()
        super()._load_from_state_dict(*args)

    def __getstate__(self) -> dict[str, Any]:
        """For copies and pickles, which another CPU may read."""
        self.plain_buffers()
        return self.__dict__

    def extra_repr(self) -> str:
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, "
            f"bits={self.bits}, group_size={self.group_size}, bias={self.bias is not None}"
        )


class PackedExperts(PackedWeight):
    """A stack of experts' weights [experts out in], in the place of a parameter.

    `ops.grouped_matmul` unpacks those that have tokens, one after the other.
    """

    def __init__(self, packed: Packed, device: torch.device | None):
        super().__init__(packed, device)
        self.turned = packed.turned

    def __len__(self) -> int:
        return len(self.weight_scale)

    def matrix(self, expert: int, dtype: torch.dtype) -> torch.Tensor:  # [out in]
        """The weight of one expert."""
        own = {
            name: buffer if name == "weight_table" or buffer is None else buffer[expert]
            for name, buffer in self._buffers.items()
        }
        return self.unpacked(own, 0, self.out_features, dtype)

    def matrices(self, dtype: torch.dtype) -> torch.Tensor:  # [experts out in]
        """All weights, for graphs and gradients."""
        return torch.stack([self.matrix(expert, dtype) for expert in range(len(self))])
