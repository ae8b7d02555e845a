"""Gradient checkpointing changes no gradient: cross-attention, biases of scores, shared layers."""

from __future__ import annotations

from typing import Any

import pytest
import torch

import auto_core
import auto_torch

BERT: dict[str, Any] = dict(
    vocab_size=67,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    hidden_dropout_prob=0.0,
    attention_probs_dropout_prob=0.0,
)
CROSS = dict(add_cross_attention=True)
T5 = dict(vocab_size=67, d_model=24, d_kv=6, d_ff=40, num_layers=2, num_heads=4, dropout_rate=0.0)
BART = dict(
    vocab_size=67,
    d_model=24,
    encoder_layers=2,
    decoder_layers=2,
    encoder_attention_heads=4,
    decoder_attention_heads=4,
    dropout=0.0,
)
GPT2 = dict(vocab_size=67, n_embd=24, n_layer=2, n_head=4)
NO_DROPOUT = dict(resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0)
DISENTANGLED = dict(relative_attention=True, pos_att_type=["p2c", "c2p"], position_buckets=4)

MODELS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "bert": ("BertLMHeadModel", "BertConfig", BERT | CROSS | dict(is_decoder=True)),
    "gpt2": ("GPT2LMHeadModel", "GPT2Config", GPT2 | NO_DROPOUT | CROSS),
    "bart": ("BartForConditionalGeneration", "BartConfig", BART),
    "t5": ("T5ForConditionalGeneration", "T5Config", T5 | dict(decoder_start_token_id=0)),
    "mpnet": ("MPNetForMaskedLM", "MPNetConfig", BERT),
    "albert": ("AlbertForMaskedLM", "AlbertConfig", BERT | dict(embedding_size=16)),
    "deberta-v2": ("DebertaV2ForMaskedLM", "DebertaV2Config", BERT | DISENTANGLED),
}


@pytest.mark.parametrize("reentrant", [False, True])
@pytest.mark.parametrize("name", MODELS)
def test_gradient_checkpointing_changes_no_gradient(name: str, reentrant: bool) -> None:
    head, config, options = MODELS[name]
    model = getattr(auto_torch, head)(getattr(auto_core, config)(**options)).train()
    ids = torch.randint(3, 67, (2, 7), generator=torch.Generator().manual_seed(0))
    inputs: dict[str, Any] = dict(input_ids=ids, labels=ids)
    source = torch.randn(2, 5, 24, requires_grad=True)
    if "add_cross_attention" in options:
        inputs["encoder_hidden_states"] = source

    def gradients() -> dict[str, torch.Tensor]:
        model.zero_grad()
        source.grad = None
        model(**inputs).loss.backward()
        found = dict(model.named_parameters()) | {"encoder_hidden_states": source}
        return {key: x.grad.clone() for key, x in found.items() if x.grad is not None}

    plain = gradients()
    model.gradient_checkpointing_enable({"use_reentrant": reentrant})
    assert ("encoder_hidden_states" in plain) == ("encoder_hidden_states" in inputs)
    again = gradients()
    assert again.keys() == plain.keys()
    for key, gradient in again.items():
        assert torch.allclose(gradient, plain[key], atol=1e-6), key
