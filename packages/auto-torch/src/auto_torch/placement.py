"""A model spread over several devices, as accelerate plans it and moves tensors between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from auto_core.errors import InputError, MissingDependencyError, did_you_mean
from auto_torch.nn.module import Block

PLANS = ("auto", "balanced", "balanced_low_0", "sequential")

Memory = Mapping[int | str, int | str]  # device -> bytes, or a text such as "10GiB"


def needs_accelerate(device_map: Any) -> bool:
    """Whether this is a plan, or names a place for each of several parts."""
    if isinstance(device_map, Mapping):
        return set(device_map) != {""}
    return device_map in PLANS


def spread(model: torch.nn.Module, device_map: Any, max_memory: Memory | None = None) -> None:
    """Put the parts of a loaded model where a plan or a map says; never splits a block.

    "auto" and "balanced" fill all accelerators alike, "balanced_low_0" leaves room on the first,
    "sequential" fills one after the other; what is left goes to the CPU. Afterwards
    `model.hf_device_map` tells where each part is.

    Raises:
        MissingDependencyError: accelerate is not installed.
        InputError: the devices cannot hold the model.
    """
    try:
        import accelerate
        from accelerate.utils import get_balanced_memory
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
    lost = [part for part, place in device_map.items() if place == "disk"]
    if lost:
        raise InputError(
            f"The devices cannot hold the model: no memory is left for {', '.join(lost[:3])}. "
            "Raise max_memory, or load it in a smaller dtype such as dtype='bfloat16'."
        )
    places = set(map(torch.device, device_map.values()))
    if len(places) == 1:
        model.to(places.pop())
    else:
        accelerate.dispatch_model(model, device_map=dict(device_map))
    model.hf_device_map = dict(device_map)  # type: ignore[assignment]  # upstream's name


def one_device(device: Any, device_map: Any) -> torch.device | None:
    """The device that `device`, or a `device_map` for the whole model, names.

    Raises:
        InputError: it is no device.
    """
    if isinstance(device_map, Mapping):
        device_map = device_map[""]
    chosen = device if device is not None else device_map
    try:
        return None if chosen is None else torch.device(chosen)
    except RuntimeError as error:
        raise InputError(
            f"{chosen!r} is no device of torch, nor a plan for several."
            f"{did_you_mean(str(chosen), PLANS)}"
        ) from error
