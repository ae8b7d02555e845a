from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.architectures.speech_to_text import words
from parity.texts import padding, token_ids
from parity.waves import waveforms

VOCAB = 67
TINY = dict(
    vocab_size=VOCAB,
    hidden_size=32,
    intermediate_size=40,
    encoder_num_hidden_layers=2,
    decoder_num_hidden_layers=3,
    encoder_num_attention_heads=4,
    decoder_num_attention_heads=4,
    pad_token_id=2,
    max_position_embeddings=30,
)
OTHER = TINY | dict(
    attention_bias=True,
    encoder_hidden_act="relu",
    decoder_hidden_act="gelu",
    encoder_num_attention_heads=2,
    decoder_num_attention_heads=2,
    pad_head_dim_to_multiple_of=7,
    rope_parameters=dict(rope_type="default", rope_theta=100.0, partial_rotary_factor=0.5),
    decoder_start_token_id=5,
    tie_word_embeddings=False,
)
LENGTHS = (6000, 4000, 1300)


def speech(*lengths: int, masked: bool = True, target: bool = True, **labels: Any):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = waveforms(rng, lengths or LENGTHS, masked=masked)
        if target:
            inputs["decoder_input_ids"] = token_ids(rng, VOCAB, 3, 6)
            inputs["decoder_attention_mask"] = padding([6, 4, 1], 6)
        return inputs | {name: maker(rng) for name, maker in labels.items()}

    return make


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    return waveforms(rng, (3000, 3000), masked=False) | {
        "decoder_inputs_embeds": rng.standard_normal((2, 5, 32)).astype(np.float32),
        "decoder_position_ids": np.array([[3, 4, 5, 6, 7], [18, 19, 20, 21, 22]]),
    }


ARCH = Arch(
    "moonshine",
    "Moonshine",
    "moonshine",
    rows=[
        Row("Model", TINY, speech(), "default"),
        Row("Model", OTHER | dict(use_cache=False), vectors, "other"),
        Row("ForConditionalGeneration", TINY, speech(masked=False), "default"),
        Row("ForConditionalGeneration", OTHER, speech(target=False, labels=words), "labels"),
    ],
    must_see={
        "ForConditionalGeneration-labels": [
            "model.encoder.conv2.bias",
            "model.encoder.groupnorm.bias",
            "model.decoder.layers.1.encoder_attn.v_proj.bias",
            "model.decoder.layers.2.final_layernorm.weight",
        ]
    },
    must_see_options={
        "ForConditionalGeneration-labels": [
            {"encoder_hidden_act": "gelu"},
            {"decoder_hidden_act": "silu"},
            {"rope_parameters": {"rope_theta": 100.0, "partial_rotary_factor": 0.9}},
            {"rope_parameters": {"rope_theta": 10.0, "partial_rotary_factor": 0.5}},
        ]
    },
    refuses=[
        {"decoder_num_attention_heads": 4},
        {"encoder_num_key_value_heads": 1},
        {"encoder_num_attention_heads": 5},
    ],
)
