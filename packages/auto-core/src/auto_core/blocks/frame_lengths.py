"""Numbers of frames of a speech encoder after its convolutions, and the mask of frames.

n samples, t frames.
"""

from __future__ import annotations

from typing import Any

from .. import ops


def after(length, kernel: int, stride: int):
    """The length of a convolution's output; numbers or tensors."""
    return (length - kernel) // stride + 1


def frames(config: Any, samples, *, adapter: bool):
    """The number of frames for a number of samples, after the adapter or before it."""
    for kernel, stride in zip(config.conv_kernel, config.conv_stride, strict=True):
        samples = after(samples, kernel, stride)
    if adapter:
        kernel = getattr(config, "adapter_length_kernel", 1)  # padding taken away
        for _ in range(config.num_adapter_layers):
            samples = after(samples, kernel, config.adapter_stride)
    return samples


def frame_mask(config: Any, attention_mask, count, *, adapter: bool):
    """[b t] booleans, False at padding, from a mask [b n] of samples; `count` is t."""
    samples = ops.sum(ops.cast(attention_mask, "int64"), 1)
    found = ops.unsqueeze(frames(config, samples, adapter=adapter), 1)
    return ops.unsqueeze(ops.arange(0, count, like=attention_mask, dtype="int64"), 0) < found
