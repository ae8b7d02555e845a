from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity.arch import Arch, Row
from parity.seq2seq import EOS, embeds, one_word, pairs, with_context, words

TINY: dict[str, Any] = dict(
    vocab_size=67,
    hidden_size=24,
    num_encoder_layers=2,
    num_decoder_layers=2,
    num_encoder_attention_heads=4,
    num_decoder_attention_heads=4,
    encoder_ffn_dim=40,
    decoder_ffn_dim=40,
    max_position_embeddings=20,
    pad_token_id=0,
    eos_token_id=EOS,
    bos_token_id=1,
    decoder_start_token_id=EOS,
    num_buckets=8,
    relative_max_distance=11,
)
OTHER = TINY | dict(
    num_encoder_layers=3,  # transformers' cache counts the encoder's layers
    num_decoder_layers=3,
    num_encoder_attention_heads=2,
    num_decoder_attention_heads=3,
    decoder_ffn_dim=36,
    activation_function="relu",
    ngram=3,
    num_buckets=5,
    relative_max_distance=6,
    eps=0.2,
    decoder_start_token_id=4,
)
ALONE = OTHER | dict(ngram=1, add_cross_attention=False, use_cache=False)
FIRST = TINY | dict(disable_ngram_loss=True)


def real(inputs: Any) -> Any:
    """With masks of real numbers: transformers makes float32's of integers, whatever its dtype."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        return {
            name: value.astype(np.float32) if name.endswith("mask") else value
            for name, value in inputs(rng).items()
        }

    return make


def alone(rng: np.random.Generator) -> dict[str, Any]:
    return {name: with_context(rng)[name] for name in ("input_ids", "attention_mask", "labels")}


def _biases(attention: Any, hidden: Any, weights: Any, positions: Any, buckets: Any) -> Any:
    """What transformers' method is about: scores of streams [b n h t k].

    It takes the numbers of one axis for another's unless there is one token: in steps, it is right.
    """
    hidden = hidden.transpose(1, 2)  # [b n t d]
    shape = (*hidden.shape[:3], attention.num_buckets, attention.num_attn_heads)
    scores = attention.relative_pos_embeddings(hidden).view(shape).permute(0, 1, 4, 2, 3)
    index = buckets.long()[:, None, None].expand(*scores.shape[:4], -1)
    return torch.gather(scores, 4, index)


def patch(monkeypatch: pytest.MonkeyPatch) -> None:
    cls = transformers.models.prophetnet.modeling_prophetnet.ProphetNetNgramSelfAttention
    theirs = cls.get_predict_relative_pos_embeddings

    def right(self: Any, hidden: Any, weights: Any, positions: Any, buckets: Any) -> Any:
        call = theirs if buckets is None else _biases
        return call(self, hidden, weights, positions, buckets)

    monkeypatch.setattr(cls, "get_predict_relative_pos_embeddings", right)


ARCH = Arch(
    "prophetnet",
    "ProphetNet",
    "prophetnet",
    patch=patch,
    # The attentions of transformers are scores where they should be weights: test_prophetnet.
    requests=dict(output_hidden_states=True),
    trained="ForConditionalGeneration-labels",
    cached=["ForConditionalGeneration-default", "ForConditionalGeneration-other"],
    rows=[
        Row("Model", TINY, real(pairs()), "default"),
        Row("Model", OTHER, real(pairs()), "other"),
        Row("Model", OTHER, real(pairs("left")), "left"),
        Row("Model", TINY, embeds(24), "embeds"),
        Row("Model", OTHER, one_word, "length-1"),
        Row("ForConditionalGeneration", TINY, real(pairs()), "default"),
        Row("ForConditionalGeneration", OTHER, real(pairs()), "other"),
        Row("ForConditionalGeneration", FIRST, real(pairs(target=False, labels=words)), "first"),
        Row("ForConditionalGeneration", OTHER, real(pairs(target=False, labels=words)), "labels"),
        Row("ForCausalLM", TINY, real(with_context), "context"),
        Row("ForCausalLM", ALONE, real(alone), "alone"),
    ],
    must_see={
        "ForConditionalGeneration-labels": [
            "prophetnet.decoder.ngram_embeddings.weight",
            "prophetnet.decoder.layers.1.self_attn.relative_pos_embeddings.bias",
            "prophetnet.decoder.layers.2.cross_attn_layer_norm.bias",
            "prophetnet.encoder.position_embeddings.weight",
        ]
    },
    must_see_options={
        "ForConditionalGeneration-labels": [
            {"activation_function": "gelu"},
            {"eps": 0.0},
            {"disable_ngram_loss": True},
            {"relative_max_distance": 3},
        ]
    },
    must_see_lines={
        "ForConditionalGeneration-other": [("attend.start - stream", "attend.start")],
        "Model-default": [("np.arange(-1, self.streams - 1)", "np.arange(0, self.streams)")],
    },
    refuses=[
        {"num_decoder_attention_heads": 5},
        {"ngram": 0},
        {"num_buckets": 1},
        {"relative_max_distance": 2},
        {"eps": 1.5},
    ],
)
