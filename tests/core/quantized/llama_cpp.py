"""GGUF files as llama.cpp's converter writes them, by the `gguf` package."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch

Q = gguf.GGMLQuantizationType
Quantised = dict[str, Any]


def interleaved(weight: np.ndarray, heads: int) -> np.ndarray:
    """`permute` of convert_hf_to_gguf.py."""
    shape = weight.shape
    return (
        weight.reshape(heads, 2, shape[0] // heads // 2, *shape[1:]).swapaxes(1, 2).reshape(shape)
    )


def convert(
    model: Any, arch: str, path: Path, *, kind: Any = None, extra: Any = None, **metadata: Any
) -> Path:
    """A transformers model as a GGUF file; matrices of whole blocks are of the type `kind`."""
    config = model.config
    name = next(k for k, v in gguf.MODEL_ARCH_NAMES.items() if v == arch)
    mapping = gguf.get_tensor_name_map(name, config.num_hidden_layers)
    writer = gguf.GGUFWriter(str(path), arch)
    heads, kv = config.num_attention_heads, getattr(config, "num_key_value_heads", None)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_embedding_length(config.hidden_size)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_head_count(heads)
    writer.add_feed_forward_length(getattr(config, "intermediate_size", None) or config.n_inner)
    if kv is not None:
        writer.add_head_count_kv(kv)
        writer.add_layer_norm_rms_eps(config.rms_norm_eps)
        rope = config.rope_parameters
        rope = rope.get("full_attention", rope)
        writer.add_rope_freq_base(rope["rope_theta"])
        head = getattr(config, "head_dim", None) or config.hidden_size // heads
        writer.add_key_length(head)
        writer.add_value_length(head)
        writer.add_rope_dimension_count(int(head * rope.get("partial_rotary_factor", 1)))
    else:
        writer.add_layer_norm_eps(config.layer_norm_epsilon)
    for key, value in metadata.items():
        key = key.replace("__", ".").replace("ARCH", arch)
        if isinstance(value, bool):
            writer.add_bool(key, value)
        elif isinstance(value, int):
            writer.add_uint32(key, value)
        elif isinstance(value, float):
            writer.add_float32(key, value)
        elif isinstance(value, str):
            writer.add_string(key, value)
        else:
            writer.add_array(key, value)
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list([f"t{i}" for i in range(config.vocab_size)])
    named = [*tensors(model, arch, mapping, heads, kv), *(extra or {}).items()]
    for new, array in named:
        if kind is None or array.ndim < 2 or array.shape[-1] % gguf.GGML_QUANT_SIZES[kind][0]:
            writer.add_tensor(new, np.ascontiguousarray(array))
        else:
            data = gguf.quantize(np.ascontiguousarray(array), kind)
            writer.add_tensor(new, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def tensors(model: Any, arch: str, mapping: Any, heads: int, kv: int | None) -> Any:
    """Names in the file, and arrays as the converter changes them."""
    state = {k: v.to(torch.float32).numpy() for k, v in model.state_dict().items()}
    tied = getattr(model.config, "tie_word_embeddings", False)
    for name, array in state.items():
        if name == "lm_head.weight" and tied:
            continue
        if re.search(r"q_proj\.", name) and arch == "llama":
            array = interleaved(array, heads)
        if re.search(r"k_proj\.", name) and arch == "llama":
            array = interleaved(array, kv or heads)
        if arch.startswith("gemma") and name.endswith("norm.weight"):
            array = array + np.float32(1)
        if arch == "gpt2" and re.search(r"\.c_(attn|proj|fc)\.weight$", name):
            array = array.T
        if name.endswith("experts.gate_up_proj"):  # as transformers 5 has them
            gate, up = np.split(array, 2, 1)
            layer = re.search(r"layers\.(\d+)\.", name)[1]
            yield f"blk.{layer}.ffn_gate_exps.weight", gate
            yield f"blk.{layer}.ffn_up_exps.weight", up
            continue
        if name.endswith("experts.down_proj"):
            layer = re.search(r"layers\.(\d+)\.", name)[1]
            yield f"blk.{layer}.ffn_down_exps.weight", array
            continue
        if name.endswith("shared_expert_gate.weight"):
            array = array.reshape(-1)
        if arch == "llama":  # Mixtral's router, by its name in files
            name = name.replace("mlp.gate.weight", "block_sparse_moe.gate.weight")
        new = mapping.get_name(name, try_suffixes=(".weight", ".bias"))
        if new is not None:
            yield new, array
