"""Tiny checkpoints as bytes, written by the libraries that people write them with."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
from safetensors.numpy import save


def safetensors_bytes(**tensors: np.ndarray) -> bytes:
    return save(tensors, metadata={"format": "pt"})


def values(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def sharded(
    *shards: Mapping[str, np.ndarray], prefix: str = "model"
) -> tuple[dict[str, bytes], dict[str, np.ndarray]]:
    """Files of a sharded checkpoint, and all tensors in it."""
    files: dict[str, bytes] = {}
    weight_map: dict[str, str] = {}
    tensors: dict[str, np.ndarray] = {}
    for number, shard in enumerate(shards, 1):
        name = f"{prefix}-{number:05d}-of-{len(shards):05d}.safetensors"
        files[name] = safetensors_bytes(**shard)
        weight_map |= dict.fromkeys(shard, name)
        tensors |= shard
    index = {"metadata": {"total_size": 0}, "weight_map": weight_map}
    files[f"{prefix}.safetensors.index.json"] = json.dumps(index).encode()
    return files, tensors
