"""How many parameters a model has: transformers' numbers."""

from __future__ import annotations

import functools
import itertools
from typing import Any

import pytest
import transformers
from parity import backends
from parity.backends import BACKENDS

SMALL: dict[str, Any] = dict(
    vocab_size=41,
    d_model=16,
    encoder_layers=1,
    decoder_layers=1,
    encoder_ffn_dim=20,
    decoder_ffn_dim=20,
    encoder_attention_heads=2,
    decoder_attention_heads=2,
    pad_token_id=0,
    decoder_start_token_id=0,
)
# Tied embeddings; positions that are a parameter; two that are not trained; of distances.
MODELS = {
    "BertForMaskedLM": transformers.BertConfig(
        vocab_size=41,
        hidden_size=16,
        num_attention_heads=2,
        num_hidden_layers=1,
        intermediate_size=20,
    ),
    "DistilBertModel": transformers.DistilBertConfig(
        vocab_size=41,
        dim=16,
        n_heads=2,
        n_layers=1,
        hidden_dim=20,
        sinusoidal_pos_embds=True,
    ),
    "MarianMTModel": transformers.MarianConfig(**SMALL, max_position_embeddings=20),
    "WhisperModel": transformers.WhisperConfig(
        **SMALL, num_mel_bins=4, max_source_positions=12, max_target_positions=20
    ),
    "T5EncoderModel": transformers.T5Config(
        vocab_size=41, d_model=16, d_ff=20, d_kv=8, num_heads=2, num_layers=2
    ),
}


@functools.cache
def reference(head: str) -> Any:
    return getattr(transformers, head)(MODELS[head])


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("head", MODELS)
def test_num_parameters(head: str, backend: str) -> None:
    cls, theirs = backends.model_class(backend, head), reference(head)
    model = cls.from_config(cls.config_class.from_dict(theirs.config.to_dict()))
    options = list(itertools.product((False, True), repeat=2))
    counts = [model.num_parameters(*given) for given in options]
    assert counts == [theirs.num_parameters(*given) for given in options]
