from typing import Any

from parity.arch import Arch, Row
from parity.architectures import seamless_m4t
from parity.architectures.seamless_m4t import labels, speech, target, text

OWN: dict[str, Any] = dict(
    position_embeddings_type="relative_key",
    left_max_position_embeddings=6,
    right_max_position_embeddings=3,
    speech_encoder_chunk_size=8,
    speech_encoder_left_chunk_num=1,
    char_vocab_size=30,
    t2u_variance_predictor_embed_dim=24,
    t2u_variance_predictor_hidden_dim=10,
)
LEFT_OUT = ("max_source_positions", "num_conv_pos_embeddings", "num_conv_pos_embedding_groups")
TINY = {k: v for k, v in seamless_m4t.TINY.items() if k not in LEFT_OUT} | OWN
OTHER = TINY | dict(
    speech_encoder_hidden_act="gelu",
    activation_function="gelu",
    scale_embedding=False,
    layer_norm_eps=1e-2,
    num_adapter_layers=2,
    speech_encoder_left_chunk_num=-1,
    tie_word_embeddings=False,
)
# Eager attention of transformers 5.23 adds the booleans of chunks to scores.
RIGHT: dict[str, Any] = dict(attn_implementation="sdpa")
BARE: dict[str, Any] = dict(requests=dict(output_hidden_states=True))
LONG = (26, 25, 17)  # of which each chunk of padding attends to some frame
WHOLE = TINY | dict(speech_encoder_chunk_size=100)

ARCH = Arch(
    "seamless_m4t_v2",
    "SeamlessM4Tv2",
    "seamless_m4t",
    rounded=True,  # the tables of sinusoids
    trained="ForTextToText-labels",
    rows=[
        Row("ForTextToText", TINY, text(), "default"),
        Row("ForSpeechToText", TINY | RIGHT, speech(lengths=LONG), "default", **BARE),
        Row("ForSpeechToText", WHOLE | RIGHT, speech(lengths=()), "whole", **BARE),
        Row("ForSpeechToText", OTHER | RIGHT, speech(labels, lengths=LONG), "labels", **BARE),
        Row("ForSpeechToText", OTHER | RIGHT, speech(lengths=()), "unmasked", **BARE),
        Row("ForTextToSpeech", TINY, text(), "default"),
        Row("ForSpeechToSpeech", TINY | RIGHT, speech(target, lengths=LONG), "default", **BARE),
        Row("Model", TINY | RIGHT, speech(labels, lengths=LONG), "speech", **BARE),
        Row("Model", TINY, text(), "text"),
        Row("ForTextToText", OTHER, text(labels), "labels"),
    ],
    must_see={
        "ForSpeechToText-default": [
            "speech_encoder.encoder.layers.1.self_attn.distance_embedding.weight",
            "speech_encoder.encoder.layers.0.conv_module.depthwise_layer_norm.bias",
        ],
    },
    must_see_options={
        "ForSpeechToText-default": [
            {"speech_encoder_chunk_size": 6},
            {"speech_encoder_left_chunk_num": 0},
        ],
    },
    refuses=[
        {"position_embeddings_type": "relative"},
        {"speech_encoder_chunk_size": 0},
        {"t2u_variance_predictor_embed_dim": 25},
    ],
)
