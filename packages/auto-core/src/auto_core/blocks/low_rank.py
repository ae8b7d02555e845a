"""What a layer adds to its output while LoRA trains it: Hu et al., 2021, arXiv:2106.09685."""

from __future__ import annotations

from typing import Any

from .. import nn, ops


class Adaptable(nn.Module):
    """A layer that is a product with a matrix, as which `add_adapter` takes it."""

    lora_A: Any = None  # Linear layers, of few outputs and of few inputs
    lora_B: Any = None
    lora_dropout: Any = None
    lora_scale: float = 1.0

    def adapted(self, x, y):  # [... in], [... out] -> [... out]
        """The output `y` for `x`, and the adapter's."""
        if self.lora_A is None:
            return y
        rows = ops.cast(x, "float32")
        rows = rows if self.lora_dropout is None else self.lora_dropout(rows)
        added = self.lora_B(self.lora_A(rows)) * self.lora_scale
        return y + ops.cast(added, ops.dtype(y))
