"""Checkpoints that quantisers write themselves, and the floats that they make of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from parity import oracle
from transformers import AutoModelForCausalLM

Floats = dict[str, np.ndarray]
LLAMA = dict(
    vocab_size=40,
    hidden_size=64,
    intermediate_size=128,
    num_hidden_layers=1,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=16,
    tie_word_embeddings=True,
)


def base(directory: Path) -> Path:
    return oracle.save(oracle.reference("LlamaForCausalLM", "LlamaConfig", LLAMA), directory)


def _read(model: Any, weight: Callable[[Any], torch.Tensor | None]) -> Floats:
    """What `weight` makes of each layer, as float32 (it may be narrower, and exact in that)."""
    found = {f"{name}.weight": weight(module) for name, module in model.named_modules()}
    return {name: w.detach().float().numpy().copy() for name, w in found.items() if w is not None}


def bitsandbytes(plain: Path, directory: Path, dtype: torch.dtype, **options: Any) -> Floats:
    import bitsandbytes as bnb
    from transformers import BitsAndBytesConfig

    settings = BitsAndBytesConfig(**options)
    model = AutoModelForCausalLM.from_pretrained(plain, quantization_config=settings, dtype=dtype)
    model.save_pretrained(directory)

    def weight(module: Any) -> torch.Tensor | None:
        if isinstance(module, bnb.nn.Linear4bit):
            return bnb.functional.dequantize_4bit(module.weight.data, module.weight.quant_state)
        if isinstance(module, bnb.nn.Linear8bitLt):
            return bnb.functional.int8_vectorwise_dequant(module.weight.CB, module.weight.SCB)
        return None

    return _read(model, weight)


def torchao(plain: Path, directory: Path, dtype: torch.dtype, name: str, **options: Any) -> Floats:
    import torchao.quantization as library
    from transformers import TorchAoConfig

    settings = TorchAoConfig(getattr(library, f"{name}Config")(**options))
    model = AutoModelForCausalLM.from_pretrained(plain, quantization_config=settings, dtype=dtype)
    model.save_pretrained(directory)

    def weight(module: Any) -> torch.Tensor | None:
        kept = getattr(module, "weight", None)
        return kept.dequantize() if type(kept).__module__.startswith("torchao") else None

    return _read(model, weight)


def compressed_tensors(
    plain: Path, directory: Path, dtype: torch.dtype, preset: str, **options: Any
) -> Floats:
    from compressed_tensors.compressors import ModelCompressor
    from compressed_tensors.quantization import (
        QuantizationConfig,
        QuantizationScheme,
        apply_quantization_config,
        preset_name_to_scheme,
    )

    model = AutoModelForCausalLM.from_pretrained(plain, dtype=dtype)
    found = preset_name_to_scheme(preset, ["Linear"]).weights
    assert found is not None
    scheme = QuantizationScheme(targets=["Linear"], weights=found.model_dump() | options)
    config = QuantizationConfig(config_groups={"group_0": scheme}, ignore=["lm_head"])
    apply_quantization_config(model, config)
    layers = [m for m in model.modules() if getattr(m, "quantization_scheme", None) is not None]
    for layer in layers:
        _observe(layer, layer.quantization_scheme.weights)
    compressor = ModelCompressor.from_pretrained_model(model)
    compressor.compress_model(model)
    model.save_pretrained(directory)
    compressor.update_config(directory)
    compressor.decompress_model(model)
    return _read(model, lambda module: module.weight if module in layers else None)


def _observe(layer: Any, settings: Any) -> None:
    """Scales and zero points by the least and the largest of each group, as observers find them."""
    from compressed_tensors.quantization.utils import calculate_qparams, generate_gparam

    weight = layer.weight.detach().float()
    strategy, whole = str(getattr(settings.strategy, "value", settings.strategy)), None
    if strategy.endswith("group"):
        blocks = weight.reshape(len(weight), -1, settings.group_size)
        ends = blocks.amin(-1), blocks.amax(-1)
        if strategy == "tensor_group":
            whole = generate_gparam(weight.min(), weight.max()).reshape(1)
            layer.weight_global_scale.data.copy_(whole)
    elif strategy == "channel":
        ends = weight.amin(1, keepdim=True), weight.amax(1, keepdim=True)
    elif strategy == "block":
        rows, columns = settings.block_structure
        blocks = weight.reshape(len(weight) // rows, rows, -1, columns)
        ends = blocks.amin((1, 3)), blocks.amax((1, 3))
    else:
        ends = weight.min().reshape(1), weight.max().reshape(1)
    scales, zeros = calculate_qparams(*ends, settings, global_scale=whole)
    layer.weight_scale.data.copy_(scales.reshape(layer.weight_scale.shape))
    if hasattr(layer, "weight_zero_point"):
        layer.weight_zero_point.data.copy_(zeros.reshape(layer.weight_zero_point.shape))
