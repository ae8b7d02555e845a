"""Which frames of a speech encoder are sound: lengths after its convolutions.

n samples, t frames.
"""

from __future__ import annotations

from typing import Any

from .. import ops


def after(length, kernel: int, stride: int):
    """How many steps a convolution makes of so many; numbers or tensors."""
    return (length - kernel) // stride + 1


def frames(config: Any, samples, *, adapter: bool):
    """How many frames the network makes of so many samples, its adapter included or not."""
    for kernel, stride in zip(config.conv_kernel, config.conv_stride, strict=True):
        samples = after(samples, kernel, stride)
    if adapter:
        for _ in range(config.num_adapter_layers):
            samples = after(samples, 1, config.adapter_stride)
    return samples


def sounding(config: Any, attention_mask, count, *, adapter: bool):
    """[b t] booleans, True at frames of sound, from a mask [b n] of samples; `count` is t."""
    samples = ops.sum(ops.cast(attention_mask, "int64"), 1)
    found = ops.unsqueeze(frames(config, samples, adapter=adapter), 1)
    return ops.unsqueeze(ops.arange(0, count, like=attention_mask, dtype="int64"), 0) < found
