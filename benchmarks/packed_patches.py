"""Memory of attention among packed patches: by segments, and by one mask over all images.

python benchmarks/packed_patches.py [images] [side in patches]
"""

from __future__ import annotations

import resource
import sys
import time

import torch

from auto_core.recorder import Recorder
from auto_torch import ops
from auto_torch.blocks.packed_patches import PackedAttention

images = int(sys.argv[1]) if len(sys.argv) > 1 else 16
side = int(sys.argv[2]) if len(sys.argv) > 2 else 32
lengths = [side * side] * images
query, key, value = torch.randn(3, 1, sum(lengths), 4, 32)


def peak() -> float:
    """The most memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def masked() -> torch.Tensor:
    """One mask [n n] over the patches of all images."""
    image = torch.arange(images).repeat_interleave(side * side)
    mask = (image[:, None] == image[None])[None, None]
    return ops.attention(query, key, value, scale=0.2, mask=mask)[0]


def segments() -> torch.Tensor:
    return PackedAttention(Recorder(), lengths)(query, key, value, scale=0.2)


print(f"{images} images of {side} x {side} patches; {peak():.0f} MB before")
for name, call in (("segments", segments), ("one mask", masked)):
    start = time.perf_counter()
    with torch.no_grad():
        call()
    print(f"{name}: {time.perf_counter() - start:.2f} s, {peak():.0f} MB at most")
