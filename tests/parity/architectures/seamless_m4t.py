from typing import Any

import numpy as np
import pytest
from parity.arch import Arch, Row
from parity.texts import padding, token_ids
from parity.waves import filter_banks

VOCAB = 67
TINY: dict[str, Any] = dict(
    vocab_size=VOCAB,
    t2u_vocab_size=31,
    hidden_size=24,
    encoder_layers=2,
    encoder_ffn_dim=40,
    encoder_attention_heads=4,
    decoder_layers=2,
    decoder_ffn_dim=36,
    decoder_attention_heads=3,
    max_position_embeddings=40,
    speech_encoder_layers=2,
    speech_encoder_attention_heads=4,
    speech_encoder_intermediate_size=28,
    feature_projection_input_dim=10,
    num_conv_pos_embeddings=4,
    num_conv_pos_embedding_groups=2,
    adaptor_kernel_size=4,
    adaptor_stride=4,
    max_source_positions=60,
    conv_depthwise_kernel_size=5,
    t2u_encoder_layers=1,
    t2u_encoder_ffn_dim=20,
    t2u_encoder_attention_heads=2,
    t2u_decoder_layers=2,
    t2u_decoder_ffn_dim=22,
    t2u_decoder_attention_heads=4,
    t2u_max_position_embeddings=50,
    upsample_initial_channel=16,
    upsample_rates=[3, 2],
    upsample_kernel_sizes=[7, 4],
    resblock_kernel_sizes=[3, 5],
    resblock_dilation_sizes=[[1, 3], [1, 2]],
    unit_hifi_gan_vocab_size=40,
    unit_embed_dim=12,
    lang_embed_dim=5,
    spkr_embed_dim=6,
    vocoder_num_langs=4,
    vocoder_num_spkrs=3,
    vocoder_offset=0,
)
OTHER = TINY | dict(
    position_embeddings_type="rotary",
    rotary_embedding_base=100,
    speech_encoder_hidden_act="gelu",
    activation_function="gelu",
    scale_embedding=False,
    layer_norm_eps=1e-2,
    num_adapter_layers=2,
    adaptor_kernel_size=3,
    adaptor_stride=2,
    tie_word_embeddings=False,
)
PLAIN = TINY | dict(add_adapter=False)


def uncached(monkeypatch: pytest.MonkeyPatch) -> None:
    """transformers keeps rotary tables in the dtype of the first call, whatever the next has."""
    from transformers.models.seamless_m4t import modeling_seamless_m4t as modeling

    cls = modeling.SeamlessM4TConformerRotaryPositionalEmbedding
    cached = cls.forward

    def forward(self: Any, hidden: Any) -> Any:
        self.cached_sequence_length = None
        return cached(self, hidden)

    monkeypatch.setattr(cls, "forward", forward)


def target(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "decoder_input_ids": token_ids(rng, VOCAB, 3, 6),
        "decoder_attention_mask": padding([6, 4, 1], 6),
    }


def labels(rng: np.random.Generator) -> dict[str, Any]:
    words = rng.integers(4, VOCAB, (3, 6))
    words[1, 4:] = -100
    return {"labels": words}


def text(more=target):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        mask = padding([9, 5, 1], 9)
        ids = np.where(mask == 1, rng.integers(4, VOCAB, mask.shape), 0)
        return {"input_ids": ids, "attention_mask": mask} | more(rng)

    return make


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    shape = (3, 7, 24)
    return {"inputs_embeds": rng.standard_normal(shape).astype(np.float32)} | target(rng)


def speech(more=target, *, lengths: tuple[int, ...] = (26, 17, 9)):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = {"input_features": filter_banks(rng, 3, 26, 10)}
        if lengths:
            inputs["attention_mask"] = padding(list(lengths), 26)
        return inputs | more(rng)

    return make


ROWS = [
    Row("ForTextToText", TINY, text(), "default"),
    Row("ForTextToText", OTHER, vectors, "vectors"),
    Row("ForSpeechToText", TINY, speech(), "default"),
    Row("ForSpeechToText", OTHER, speech(labels), "labels"),
    Row("ForSpeechToText", PLAIN, speech(lengths=()), "plain"),
    Row("ForTextToSpeech", TINY, text(), "default"),
    Row("ForSpeechToSpeech", TINY, speech(), "default"),
    Row("Model", TINY, speech(labels), "speech"),
    Row("Model", TINY, text(), "text"),
    Row("ForTextToText", OTHER, text(labels), "labels"),
]
ARCH = Arch(
    "seamless_m4t",
    "SeamlessM4T",
    "seamless_m4t",
    patch=uncached,
    rounded=True,  # the tables of sinusoids
    trained="ForTextToText-labels",
    rows=ROWS,
    must_see={
        "ForSpeechToText-default": [
            "speech_encoder.encoder.layers.1.self_attn.pos_bias_u",
            "speech_encoder.adapter.layers.0.self_attn_conv.bias",
            "speech_encoder.intermediate_ffn.output_dense.bias",
            "text_decoder.layers.1.cross_attention.v_proj.bias",
        ],
        "ForTextToText-default": ["shared.weight", "text_encoder.layers.1.ffn.fc2.bias"],
    },
    must_see_options={
        "ForSpeechToText-plain": [{"speech_encoder_hidden_act": "gelu"}],
        "ForTextToText-default": [{"scale_embedding": False}],
    },
    refuses=[
        {"position_embeddings_type": "absolute"},
        {"conv_depthwise_kernel_size": 4},
        {"t2u_decoder_attention_heads": 5},
        {"upsample_kernel_sizes": [3]},
        {"resblock_dilation_sizes": [[1]]},
    ],
)
