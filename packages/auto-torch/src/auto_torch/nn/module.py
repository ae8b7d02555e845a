"""Modules and parameters: torch's own, whose parameters start on the meta device.

A parameter on the meta device has a shape and no memory; it becomes real when the checkpoint
or the initialiser gives it a value. So nothing is ever allocated twice, and no process-wide
default (device, dtype) is touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

import torch
from torch.utils.checkpoint import checkpoint

from auto_core.initializers import Init
from auto_core.recorder import recomputed
from auto_core.virtual import reduced, seen_as
from auto_torch.ops.tensor import torch_dtype


class Module(torch.nn.Module):
    """torch's own, which may also count as one of transformers' for `isinstance`."""

    upstream_class: ClassVar[str | None] = None  # the path of that one

    @property
    def __class__(self) -> type:  # type: ignore[override]
        path = self.upstream_class
        return type(self) if path is None else seen_as(type(self), path)

    @__class__.setter
    def __class__(self, new: type) -> None:
        # `fully_shard` derives a class from what it sees, and makes it the module's.
        seen, own = self.__class__, type(self)
        if seen is not own and seen in new.__bases__:
            new = type(new.__name__, tuple(own if b is seen else b for b in new.__bases__), {})
        object.__dict__["__class__"].__set__(self, new)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return reduced(self, protocol)


ModuleList = torch.nn.ModuleList


class Parameter(torch.nn.Parameter):
    """A trainable tensor with a rule for its first value."""

    def __new__(cls, shape: tuple[int, ...], *, init: Init) -> torch.nn.Parameter:  # type: ignore[misc]
        parameter = torch.nn.Parameter(torch.empty(shape, device="meta"))
        parameter.init = init  # type: ignore[attr-defined]
        return parameter


class Buffer(torch.nn.Buffer):
    """A tensor that a checkpoint holds and training leaves alone, with its rule as above."""

    def __new__(  # type: ignore[misc]
        cls, shape: tuple[int, ...], *, init: Init, dtype: str = "float32"
    ) -> torch.nn.Buffer:
        buffer = torch.nn.Buffer(torch.empty(shape, device="meta", dtype=torch_dtype(dtype)))
        buffer.init = init  # type: ignore[attr-defined]
        return buffer


class Block(torch.nn.Module):
    """A layer whose activations are recomputed in the backward pass when that is switched on."""

    gradient_checkpointing = False
    # Options of torch.utils.checkpoint.checkpoint.
    checkpoint_options: Mapping[str, Any] = {"use_reentrant": False}

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.gradient_checkpointing and self.training and torch.is_grad_enabled():
            function = partial(checkpoint, **self.checkpoint_options)
            if self.checkpoint_options.get("use_reentrant"):  # its outputs may not be nested
                return function(partial(super().__call__, **kwargs), *args)
            return recomputed(function, super().__call__, args, kwargs)
        return super().__call__(*args, **kwargs)
