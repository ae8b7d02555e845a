"""The reference: tiny transformers models whose every number is random, and their outputs."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path
from typing import Any

os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

import numpy as np
import torch
import transformers
from torch.overrides import TorchFunctionMode

Arrays = dict[str, np.ndarray]


class Exact(TorchFunctionMode):
    """Makes transformers compute in float64 where its code says float32 (norms, rotations)."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        def wide(value: Any) -> Any:
            return torch.float64 if value is torch.float32 else value

        if func is torch.Tensor.float:
            func = torch.Tensor.double
        named = {name: wide(value) for name, value in (kwargs or {}).items()}
        # Weights of a loss and first queries, which have the default dtype.
        if func in (torch.ones, torch.zeros):
            named.setdefault("dtype", torch.float64)
        if func is torch.full and args and isinstance(args[-1], float):  # a bound of scores
            named.setdefault("dtype", torch.float64)
        return func(*map(wide, args), **named)


def reference(class_name: str, config_class: str, options: dict[str, Any], *, seed: int = 0) -> Any:
    """A transformers model in evaluation mode with random parameters and statistics.

    Default initialisation (zero biases, unit norms, small weights) would hide most mistakes.
    """
    torch.manual_seed(seed)
    # Torch's kernel for experts has no float64.
    plain = {"attn_implementation": "eager", "experts_implementation": "eager"}
    config = getattr(transformers, config_class)(**plain | options)
    with Exact():  # for constants that the constructor computes
        model = getattr(transformers, class_name)(config)
    for parameter in model.parameters():
        parameter.data = parameter.data.float()
    randomise(model, seed)
    return model.eval()


def randomise(model: torch.nn.Module, seed: int = 0) -> None:
    """Give every parameter and floating buffer values of a scale that keeps activations alive."""
    generator = torch.Generator().manual_seed(seed)
    stored = model.state_dict()
    with torch.no_grad():
        for name, tensor in [*model.named_parameters(), *model.named_buffers()]:
            # A table that follows from the config; zeros wait for the checkpoint's.
            fixed = isinstance(tensor, torch.nn.Parameter) and not tensor.requires_grad
            fixed = fixed and bool(tensor.any())
            fixed = fixed or name.endswith("criterion.empty_weight")  # from the config, too
            if fixed or not tensor.is_floating_point() or name not in stored:
                continue
            noise = torch.randn(tensor.shape, generator=generator)
            if name.endswith("running_var"):
                tensor.copy_(0.5 + torch.rand(tensor.shape, generator=generator))
            elif tensor.ndim < 2:  # biases stay near 0 and scales near 1, but not at them
                tensor.copy_((tensor.mean().round() if tensor.numel() else 0) + 0.2 * noise)
            else:
                fan_in = tensor[0].numel()
                tensor.copy_(noise * fan_in**-0.5)


def save(model: Any, directory: Path) -> Path:
    """Write the model as transformers does. Returns the directory."""
    model.save_pretrained(directory)
    return directory


def outputs(model: Any, inputs: dict[str, Any], *, double: bool, **requests: Any) -> Arrays:
    """What transformers computes, in float64 or float32, flattened as `flatten` does.

    Ask for float64 first: float32 rounds the model's constants for good.
    """
    model = model.double() if double else model.float()
    given = tensors(inputs, double=double)
    with torch.no_grad(), Exact() if double else nullcontext():
        result = model(**given, **requests)
    return flatten(result if isinstance(result, torch.Tensor) else dict(result.items()))


def tensors(value: Any, *, double: bool) -> Any:
    """Arrays, also within lists and dictionaries, as tensors; their floats as wide as asked."""
    if isinstance(value, dict):
        return {name: tensors(item, double=double) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(tensors(item, double=double) for item in value)
    if isinstance(value, np.ndarray):
        value = torch.as_tensor(value)
    if isinstance(value, torch.Tensor) and value.is_floating_point():
        return value.double() if double else value.float()
    return value


def flatten(result: Any, prefix: str = "") -> Arrays:
    """Nested outputs as {"hidden_states.0": array, ...}; caches and None are left out."""
    if isinstance(result, dict):
        items = [(str(key), value) for key, value in result.items()]
    elif isinstance(result, tuple | list):
        items = [(str(index), value) for index, value in enumerate(result)]
    elif isinstance(result, torch.Tensor):
        array = result.detach().cpu()
        array = array.float() if array.dtype in (torch.bfloat16, torch.float16) else array
        return {prefix: array.numpy()}
    elif hasattr(result, "__array__"):
        return {prefix: np.asarray(result)}
    else:
        return {}
    flat: Arrays = {}
    for key, value in items:
        if key != "past_key_values":
            flat.update(flatten(value, f"{prefix}.{key}" if prefix else key))
    return flat
