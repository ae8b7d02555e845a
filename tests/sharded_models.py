"""Small models that are loaded into the shards of several processes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

import auto_core

EPS = float(np.finfo(np.float32).eps)
SIZES: dict[str, Any] = dict(
    vocab_size=64,
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    max_position_embeddings=64,
)
GQA: dict[str, Any] = dict(num_key_value_heads=2, **SIZES)
ODD_VOCABULARY: dict[str, Any] = GQA | {"vocab_size": 65, "pad_token_id": 0}
T5: dict[str, Any] = dict(vocab_size=64, d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4)
VIT: dict[str, Any] = dict(
    image_size=8, patch_size=4, hidden_size=32, intermediate_size=64, num_hidden_layers=2
)
MODELS = {
    "llama": ("AutoModelForCausalLM", auto_core.LlamaConfig(**GQA)),
    "qwen3": (
        "AutoModelForCausalLM",
        auto_core.Qwen3Config(**GQA, head_dim=8, tie_word_embeddings=True),
    ),
    "mixtral": ("AutoModelForCausalLM", auto_core.MixtralConfig(**GQA, num_local_experts=4)),
    "qwen3_moe": (
        "AutoModelForCausalLM",
        auto_core.Qwen3MoeConfig(
            **GQA, head_dim=8, num_experts=6, num_experts_per_tok=2, moe_intermediate_size=16
        ),
    ),
    "phi3": ("AutoModelForCausalLM", auto_core.Phi3Config(**ODD_VOCABULARY)),
    "gpt2": (
        "AutoModelForCausalLM",
        auto_core.GPT2Config(vocab_size=64, n_embd=32, n_layer=2, n_head=4, n_positions=64),
    ),
    "t5": ("AutoModelForSeq2SeqLM", auto_core.T5Config(**T5, decoder_start_token_id=0)),
    "bert": ("AutoModel", auto_core.BertConfig(**SIZES, position_embedding_type="relative_key")),
    "vit": ("AutoModel", auto_core.ViTConfig(**VIT, num_attention_heads=4)),
}


def save(model: Any, path: Path) -> None:
    """Save it with random numbers: zeros of biases would hide most mistakes."""
    torch.manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn(parameter.shape)
            if parameter.ndim < 2:
                parameter.add_(0.2 * noise)
            else:
                parameter.copy_(noise * parameter[0].numel() ** -0.5)
    model.save_pretrained(path)
