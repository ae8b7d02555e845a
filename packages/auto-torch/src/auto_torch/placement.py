"""A model spread over several devices, as accelerate plans it and moves tensors between them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import torch

from auto_core.errors import InputError, MissingDependencyError, did_you_mean
from auto_torch.nn.module import Block

PLANS = ("auto", "balanced", "balanced_low_0", "sequential")

Memory = Mapping[int | str, int | str]  # device -> bytes, or a text such as "10GiB"


def needs_accelerate(device_map: Any) -> bool:
    """Whether this is a plan, or names a device for each of several parts."""
    if isinstance(device_map, Mapping):
        return set(device_map) != {""}
    return device_map in PLANS


def spread(
    model: torch.nn.Module,
    device_map: Any,
    max_memory: Memory | None = None,
    offload_folder: str | os.PathLike[str] | None = None,
) -> None:
    """Put the parts of a loaded model where a plan or a map says; never splits a block.

    "auto" and "balanced" fill all accelerators alike, "balanced_low_0" leaves room on the first,
    "sequential" fills one after the other; what is left goes to the CPU, and then to the disk.
    Afterwards `model.hf_device_map` tells where each part is.

    Args:
        offload_folder: where parts lie that the map has on "disk", between their uses.

    Raises:
        MissingDependencyError: accelerate is not installed.
        InputError: the devices cannot hold the model.
    """
    try:
        import accelerate
        from accelerate.utils import (
            extract_submodules_state_dict,
            get_balanced_memory,
            offload_state_dict,
        )
    except ImportError as error:
        raise MissingDependencyError(
            f"device_map={device_map!r} needs accelerate: pip install accelerate. "
            'To use one device, pass device="cuda".'
        ) from error
    if isinstance(device_map, str):
        whole = sorted({type(m).__name__ for m in model.modules() if isinstance(m, Block)})
        memory = dict(max_memory) if max_memory else None
        if device_map != "sequential":
            low = device_map == "balanced_low_0"
            memory = get_balanced_memory(model, memory, no_split_module_classes=whole, low_zero=low)
        device_map = accelerate.infer_auto_device_map(
            model, max_memory=memory, no_split_module_classes=whole
        )
    lost = [part for part, device in device_map.items() if device == "disk"]
    if lost and offload_folder is None:
        raise InputError(
            "The devices cannot hold the model: no memory is left for "
            f"{', '.join(lost[:3]) or 'any of it'}. Pass offload_folder, a directory for what "
            "stays on disk, raise max_memory (or name a device in device_map), or load it in a "
            "smaller dtype such as dtype='bfloat16'."
        )
    _check(model, device_map)
    devices = set(device_map.values())
    if len(devices) == 1 and not lost:
        model.to(torch.device(devices.pop()))
    else:
        # accelerate would take what an earlier model has left there.
        if lost and offload_folder is not None:
            on_disk = extract_submodules_state_dict(model.state_dict(), lost)
            offload_state_dict(offload_folder, on_disk)
        accelerate.dispatch_model(model, device_map=dict(device_map), offload_dir=offload_folder)
    model.hf_device_map = dict(device_map)  # type: ignore[assignment]  # upstream's name


def execution_device(model: torch.nn.Module) -> torch.device | None:
    """Where accelerate computes with an offloaded model; None where it has put no hook."""
    for module in model.modules():
        hook = getattr(module, "_hf_hook", None)
        for each in getattr(hook, "hooks", (hook,)):
            device = getattr(each, "execution_device", None)
            if device is not None:
                return torch.device(device)
    return None


def _check(model: torch.nn.Module, device_map: Mapping[str, Any]) -> None:
    """Refuse a map that leaves out a tensor, or names what the model does not have."""
    names = [name for name, _ in [*model.named_parameters(), *model.named_buffers()]]
    left = [name for name in names if not any(_is_in(name, part) for part in device_map)]
    parts = [name for name, _ in model.named_modules()]  # accelerate names even a dropout
    unknown = [part for part in device_map if part not in parts and part not in names]
    if left:
        raise InputError(
            f"device_map has no place for {', '.join(left[:3])}"
            f"{f' and {len(left) - 3} more' if len(left) > 3 else ''}. Its parts: "
            f"{', '.join(device_map) or 'none'}. The model's: "
            f"{', '.join(name for name, _ in model.named_children())}; '' is all that is left."
        )
    if unknown:
        hints = "".join(did_you_mean(part, parts) for part in unknown)
        raise InputError(f"device_map places {', '.join(unknown)}, not in the model.{hints}")


def _is_in(name: str, part: str) -> bool:
    return not part or name == part or name.startswith(f"{part}.")


def one_device(device: Any, device_map: Any) -> torch.device | None:
    """The device that `device`, or a `device_map` for the whole model, names.

    Raises:
        InputError: it is no device, or not there.
    """
    if device is not None and device_map is not None:
        raise InputError(f"Pass either device={device!r} or device_map={device_map!r}, not both.")
    if isinstance(device_map, Mapping):
        device_map = device_map[""]
    chosen = device if device is not None else device_map
    if chosen is None:
        return None
    try:
        found = torch.device(chosen)
    except (RuntimeError, TypeError) as error:
        raise InputError(
            f"{chosen!r} is no device of torch here, nor a plan for several."
            f"{did_you_mean(str(chosen), PLANS)}"
        ) from error
    try:
        torch.empty(0, device=found)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(f"torch cannot use the device {str(found)!r} here: {reason}.") from error
    return found
