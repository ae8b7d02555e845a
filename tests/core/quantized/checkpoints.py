"""Tiny checkpoints of quantised models, and the floats that they stand for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from core.quantized.packing import FORMATS, TORCHAO, torchao_header
from parity import oracle
from safetensors.torch import load_file, save_file

LLAMA = dict(
    vocab_size=40,
    hidden_size=64,
    intermediate_size=96,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=16,
    tie_word_embeddings=True,
)
IDS = np.array([[2, 7, 1, 22, 3, 9], [5, 4, 11, 0, 0, 1]])
Floats = dict[str, np.ndarray]


def quantised(
    directory: Path,
    format: str,
    *,
    head: str = "LlamaForCausalLM",
    config: str = "LlamaConfig",
    options: Mapping[str, Any] = LLAMA,
    keeps: tuple[str, ...] = (),
) -> tuple[Path, Floats]:
    """A checkpoint whose linear layers are quantised, and all its tensors as float32.

    Args:
        keeps: parts of names whose layers stay as they are.
    """
    model = oracle.reference(head, config, dict(options))
    oracle.save(model, directory)
    settings, pack = FORMATS[format]
    rng = np.random.default_rng(7)
    stored: dict[str, torch.Tensor] = {}
    floats: Floats = {}
    kinds: dict[str, str] = {}
    for name, tensor in load_file(directory / "model.safetensors").items():
        linear = name.endswith("_proj.weight") and not any(part in name for part in keeps)
        if not linear:
            stored[name], floats[name] = tensor, tensor.numpy()
            continue
        layer = name.removesuffix("weight")
        parts, floats[name] = pack(rng, *tensor.shape)
        stored |= {f"{layer}{part}": value.contiguous() for part, value in parts.items()}
        if format in TORCHAO:
            kinds[name] = TORCHAO[format]
    header = torchao_header(list(floats), kinds) if format in TORCHAO else {}
    save_file(stored, directory / "model.safetensors", {"format": "pt"} | header)
    change(directory / "config.json", quantization_config=settings, dtype="bfloat16")
    return directory, floats


def change(file: Path, **fields: Any) -> None:
    """Other fields in a JSON file."""
    file.write_text(json.dumps(json.loads(file.read_text()) | fields))
