"""The torch model base: a plain torch.nn.Module that loads, saves and calls like upstream's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

import numpy as np
import torch

from auto_core.configs import PreTrainedConfig
from auto_core.errors import InputError, MissingDependencyError
from auto_core.pretrained import PreTrainedMixin
from auto_torch import layouts, pytrees  # noqa: F401  (registers outputs)
from auto_torch.generation.mixin import GenerationMixin
from auto_torch.nn.module import Block
from auto_torch.ops.tensor import asarray


class PreTrainedModel(GenerationMixin, PreTrainedMixin, torch.nn.Module):
    """Base of the torch models.

    Called with tensors, or with NumPy arrays and lists, whose floats become the model's dtype.
    """

    placement_keywords = ("device", "device_map")

    def __init__(self, config: PreTrainedConfig, *args: Any, **kwargs: Any):
        super().__init__()
        self.config = config

    def __call__(self, *args: Any, return_dict: bool | None = None, **kwargs: Any) -> Any:
        output = super().__call__(**self._converted(self._bind(args, kwargs), self._as_tensor))
        return output.to_tuple() if self._wants_tuple(return_dict) else output

    def _as_tensor(self, value: Any) -> Any:
        if not isinstance(value, (np.ndarray, list)):
            return value
        tensor = asarray(value)
        dtype = self.dtype if tensor.is_floating_point() else tensor.dtype
        return tensor.to(self.device, dtype)

    # --- what PreTrainedMixin asks -----------------------------------------------------------

    def slots(self) -> Iterator[layouts.TensorSlot]:
        return layouts.slots(self)

    def _tie(self, target: str, source: str) -> None:
        path, _, name = target.rpartition(".")
        setattr(self.get_submodule(path), name, self.get_parameter(source))

    def _draw_seed(self) -> int:
        return int(torch.randint(2**62, (), device="cpu"))

    def _identities_below(self, module: torch.nn.Module | None) -> set[int]:
        return set() if module is None else {id(p) for p in module.parameters()}

    @classmethod
    def _pop_placement(cls, kwargs: dict[str, Any]) -> Any:
        """`device`, or a `device_map` that names one device for the whole model."""
        device, device_map = kwargs.pop("device", None), kwargs.pop("device_map", None)
        if isinstance(device_map, dict):
            if set(device_map) != {""}:
                raise InputError(
                    "device_map with several entries would split the model; load it whole "
                    'and use accelerate.dispatch_model, or pass device="cuda".'
                )
            device_map = device_map[""]
        if device_map in ("auto", "balanced", "sequential"):
            device_map = _automatic_device()
        chosen = device if device is not None else device_map
        return None if chosen is None else torch.device(chosen)

    # --- looking -----------------------------------------------------------------------------

    @property
    def dtype(self) -> torch.dtype:
        """The dtype of the first floating parameter."""
        return next(p.dtype for p in self.parameters() if p.is_floating_point())

    @property
    def device(self) -> torch.device:
        """Where the first parameter lies."""
        return next(self.parameters()).device

    # --- memory ------------------------------------------------------------------------------

    def gradient_checkpointing_enable(self) -> Self:
        """Recompute activations in the backward pass instead of keeping them. Returns self."""
        return self._set_gradient_checkpointing(True)

    def gradient_checkpointing_disable(self) -> Self:
        """Keep activations for the backward pass. Returns self."""
        return self._set_gradient_checkpointing(False)

    @property
    def is_gradient_checkpointing(self) -> bool:
        return any(isinstance(m, Block) and m.gradient_checkpointing for m in self.modules())

    def _set_gradient_checkpointing(self, on: bool) -> Self:
        for module in self.modules():
            if isinstance(module, Block):
                module.gradient_checkpointing = on
        return self


def _automatic_device() -> torch.device | None:
    try:
        import accelerate  # noqa: F401  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise MissingDependencyError(
            'device_map="auto" needs accelerate: pip install accelerate. '
            'To use one device, pass device="cuda".'
        ) from error
    return torch.get_default_device()
