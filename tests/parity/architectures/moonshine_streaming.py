from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.architectures.moonshine import VOCAB
from parity.architectures.speech_to_text import words
from parity.texts import padding, token_ids
from parity.waves import waveforms

ENCODER: dict[str, Any] = dict(
    hidden_size=24,
    intermediate_size=40,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=4,
    frame_ms=1.0,
    sliding_windows=[[3, 2], [5, 0]],
)
TINY: dict[str, Any] = dict(
    encoder_config=ENCODER,
    vocab_size=VOCAB,
    hidden_size=24,
    intermediate_size=36,
    num_hidden_layers=2,
    num_attention_heads=3,
    num_key_value_heads=3,
    rope_parameters=dict(rope_type="default", rope_theta=10000.0, partial_rotary_factor=0.5),
    decoder_start_token_id=1,
    max_position_embeddings=40,
)
OTHER: dict[str, Any] = TINY | dict(
    encoder_config=ENCODER
    | dict(
        hidden_size=20,
        hidden_act="relu",
        num_key_value_heads=2,
        attention_bias=True,
        sample_rate=8000,
        frame_ms=2.5,
        head_dim=6,
        sliding_windows=[[2, 1], [0, 3]],
    ),
    attention_bias=True,
    hidden_act="gelu",
    head_dim=10,
    pad_head_dim_to_multiple_of=7,
    rope_parameters=dict(rope_type="default", rope_theta=100.0, partial_rotary_factor=0.4),
    decoder_start_token_id=5,
    tie_word_embeddings=True,
)


def speech(frame: int, *, masked: bool = True, target: bool = True, **labels: Any):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        lengths = (60 * frame, 33 * frame + 3, 2 * frame)
        inputs = waveforms(rng, lengths, masked=masked)
        if target:
            inputs["decoder_input_ids"] = token_ids(rng, VOCAB, 3, 6)
            inputs["decoder_attention_mask"] = padding([6, 4, 1], 6)
        return inputs | {name: maker(rng) for name, maker in labels.items()}

    return make


ARCH = Arch(
    "moonshine_streaming",
    "MoonshineStreaming",
    "moonshine",
    rows=[
        Row("Model", TINY, speech(16), "default"),
        Row("Model", OTHER, speech(20), "other"),
        Row("ForConditionalGeneration", TINY, speech(16, masked=False), "default"),
        Row("ForConditionalGeneration", OTHER, speech(20, target=False, labels=words), "labels"),
    ],
    must_see={
        "ForConditionalGeneration-labels": [
            "model.encoder.embedder.conv2.bias",
            "model.encoder.embedder.comp.log_k",
            "model.encoder.final_norm.gamma",
            "model.decoder.pos_emb.weight",
            "model.decoder.proj.weight",
        ]
    },
    must_see_options={
        "Model-other": [
            {"encoder_config": {**OTHER["encoder_config"], "sliding_windows": [[2, 2], [0, 3]]}},
            {"hidden_act": "silu"},
        ]
    },
    refuses=[
        {"num_key_value_heads": 1},
        ({"encoder_config": ENCODER | {"sliding_windows": [[1, 2]]}}, "sliding_windows"),
        ({"encoder_config": ENCODER | {"num_key_value_heads": 3}}, "num_key_value_heads"),
    ],
)
