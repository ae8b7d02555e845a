"""Tiny random checkpoints to generate from, by transformers and by every backend."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from parity import backends, oracle

V = 67

TWO_PART: dict[str, Any] = dict(
    vocab_size=V,
    d_model=24,
    encoder_layers=2,
    decoder_layers=2,
    encoder_attention_heads=4,
    decoder_attention_heads=4,
    encoder_ffn_dim=40,
    decoder_ffn_dim=40,
    max_position_embeddings=40,
)
ENCODER: dict[str, Any] = dict(
    vocab_size=V,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    max_position_embeddings=40,
    is_decoder=True,
)
KINDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "bert": ("BertLMHeadModel", "BertConfig", ENCODER),
    "roberta": ("RobertaForCausalLM", "RobertaConfig", ENCODER),
    "electra": ("ElectraForCausalLM", "ElectraConfig", ENCODER),
    "gpt2": (
        "GPT2LMHeadModel",
        "GPT2Config",
        dict(
            vocab_size=V,
            n_embd=24,
            n_layer=2,
            n_head=4,
            n_positions=40,
            bos_token_id=1,
            eos_token_id=2,
        ),
    ),
    "llama": (
        "LlamaForCausalLM",
        "LlamaConfig",
        dict(
            vocab_size=V,
            hidden_size=24,
            intermediate_size=40,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=40,
        ),
    ),
    "mistral": (
        "MistralForCausalLM",
        "MistralConfig",
        dict(
            vocab_size=V,
            hidden_size=24,
            intermediate_size=40,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            sliding_window=6,
        ),
    ),
    "qwen2": (
        "Qwen2ForCausalLM",
        "Qwen2Config",
        dict(
            vocab_size=V,
            hidden_size=24,
            intermediate_size=40,
            num_hidden_layers=3,
            num_attention_heads=4,
            num_key_value_heads=2,
            use_sliding_window=True,
            sliding_window=5,
            max_window_layers=1,
        ),
    ),
    "bart": (
        "BartForConditionalGeneration",
        "BartConfig",
        TWO_PART,
    ),
    "mbart": ("MBartForConditionalGeneration", "MBartConfig", TWO_PART),
    "marian": (
        "MarianMTModel",
        "MarianConfig",
        TWO_PART | dict(pad_token_id=66, decoder_start_token_id=66, eos_token_id=0),
    ),
    "pegasus": (
        "PegasusForConditionalGeneration",
        "PegasusConfig",
        TWO_PART | dict(pad_token_id=0, decoder_start_token_id=0, eos_token_id=1),
    ),
    "t5": (
        "T5ForConditionalGeneration",
        "T5Config",
        dict(
            vocab_size=V,
            d_model=24,
            d_kv=6,
            d_ff=40,
            num_layers=2,
            num_heads=4,
            decoder_start_token_id=0,
        ),
    ),
}


@functools.cache
def reference(kind: str) -> Any:
    """transformers' model, every number random."""
    head, config, options = KINDS[kind]
    return oracle.reference(head, config, options).float()


@functools.cache
def directory(kind: str) -> Path:
    """The same, saved."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return oracle.save(reference(kind), folder)


@functools.cache
def model(backend: str, kind: str) -> Any:
    """Ours."""
    return backends.load(backend, KINDS[kind][0], directory(kind))


def prompt(rows: int = 3, width: int = 6, *, seed: int = 0, padded: bool = True) -> dict[str, Any]:
    """Ids and a mask, padded on the left with 0."""
    rng = np.random.default_rng(seed)
    ids = rng.integers(3, V, (rows, width))
    mask = np.ones_like(ids)
    if padded:
        for row in range(1, rows):
            mask[row, : 2 * row] = 0
    return {"input_ids": ids * mask, "attention_mask": mask}


def expected(kind: str, inputs: dict[str, Any], **options: Any) -> Any:
    """What transformers generates."""
    tensors = {name: torch.as_tensor(value) for name, value in inputs.items()}
    theirs = reference(kind)  # which samples numbers when it is made
    torch.manual_seed(0)
    return theirs.generate(**tensors, **options)


def generated(backend: str, kind: str, inputs: dict[str, Any], **options: Any) -> Any:
    """What a backend of ours generates."""
    return model(backend, kind).generate(**inputs, **options)


def numpy(x: Any) -> np.ndarray:
    """A tensor of any framework."""
    return x.detach().cpu().numpy() if hasattr(x, "detach") else np.asarray(x)
