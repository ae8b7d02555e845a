"""Modules: objects whose attributes are parameters and other modules, called like functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from auto_core.initializers import Init


class Parameter:
    """A trainable array, not materialised until it gets its first value.

    Args:
        shape: its sizes, as the checkpoint stores it.
        init: how to make a first value: "zeros", "ones", "normal" (deviation: the config's
            `initializer_range`), or a function (numpy Generator, shape) -> array.

    In an architecture: `self.cls_token = nn.Parameter((1, 1, d), init="zeros")`, and
    `ops.asarray(self.cls_token)` where its value is used.
    """

    def __init__(self, shape: tuple[int, ...], *, init: Init):
        self.shape = tuple(shape)
        self.init = init
        self.data: np.ndarray | None = None
        self.trainable = True

    def materialised(self) -> np.ndarray:
        if self.data is None:
            raise RuntimeError(
                "This layer has no values yet: call init_weights() on its model, or load one."
            )
        return self.data


class Buffer(Parameter):
    """An array that a checkpoint holds and training leaves alone: a statistic, a fixed table.

    Integers (a counter) stay of their `dtype`, whatever the model's parameters become.
    """

    def __init__(self, shape: tuple[int, ...], *, init: Init, dtype: str = "float32"):
        super().__init__(shape, init=init)
        self.dtype = dtype


class Module:
    """Base of layers. Subclasses define `__init__` (calling super) and `forward`."""

    training = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.forward(*args, **kwargs)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """The computation. Tensors positional or by name, all else by name."""
        raise NotImplementedError

    def train(self, mode: bool = True) -> Any:
        """Switch dropout on (True) or off, here and below. Returns self."""
        for _, module in self.named_modules():
            module.training = mode
        return self

    def eval(self) -> Any:
        """Switch dropout off. Returns self."""
        return self.train(False)

    def children(self) -> Iterator[tuple[str, Module]]:
        """The modules among the attributes, with their names."""
        for name, value in vars(self).items():
            if isinstance(value, Module):
                yield name, value

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """This module and everything below it, with dotted paths."""
        yield prefix, self
        for name, child in self.children():
            yield from child.named_modules(f"{prefix}.{name}" if prefix else name)

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Every parameter with its dotted path: the checkpoint's name."""
        for prefix, module in self.named_modules():
            for name, value in vars(module).items():
                if isinstance(value, Parameter):
                    yield f"{prefix}.{name}" if prefix else name, value

    def __repr__(self) -> str:
        rows = [f"({name}): {child!r}".replace("\n", "\n  ") for name, child in self.children()]
        body = "".join(f"\n  {row}" for row in rows)
        return f"{type(self).__name__}({self.extra_repr()}{body}{chr(10) * bool(body)})"

    def extra_repr(self) -> str:
        """What to print of a leaf layer's options."""
        return ""


class Block(Module):
    """A layer whose activations may be recomputed in the backward pass to save memory.

    Architectures derive their repeated layers from it; `gradient_checkpointing_enable()` of
    the model acts on these. Tensors are passed positionally. Without gradients (NumPy) it is
    a plain module.
    """


class ModuleList(Module):
    """Modules in order; the checkpoint's names have their indices."""

    def __init__(self, modules: Iterable[Module]):
        super().__init__()
        for index, module in enumerate(modules):
            setattr(self, str(index), module)

    def __iter__(self) -> Iterator[Any]:
        return (child for _, child in self.children())

    def __len__(self) -> int:
        return sum(1 for _ in self.children())

    def __getitem__(self, index: int) -> Any:
        return list(self)[index]
