from __future__ import annotations

from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.architectures import mimi
from parity.texts import padding, token_ids

BOOKS = 4
CODEC: dict[str, Any] = mimi.TINY | dict(model_type="mimi", num_quantizers=BOOKS, sampling_rate=24)
TINY: dict[str, Any] = dict(
    vocab_size=41,
    codebook_vocab_size=9,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    max_position_embeddings=40,
    sliding_window=30,
    ffn_dim=28,
    num_codebooks=BOOKS,
    audio_bos_token_id=8,
    audio_pad_token_id=77,
    bos_token_id=40,
    codec_config=CODEC,
)
OTHER: dict[str, Any] = TINY | dict(
    num_key_value_heads=2,
    head_dim=8,
    rope_theta=100.0,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    audio_pad_token_id=60,
    bos_token_id=50,
)


def frames(rng: np.random.Generator, *, labels: bool = False) -> dict[str, Any]:
    text = token_ids(rng, 41, 3, 6)
    codes = rng.integers(0, 9, (3, 6, BOOKS))
    codes[0, :2] = 60  # padding of one config
    codes = np.minimum(codes, 77)
    inputs: dict[str, Any] = {
        "input_ids": np.concatenate([text[:, :, None], codes], 2),
        "attention_mask": padding([6, 4, 1], 6),
    }
    if labels:
        inputs["labels"] = np.where(inputs["attention_mask"] == 1, text, -100)
    return inputs


def plain(rng: np.random.Generator) -> dict[str, Any]:
    inputs = frames(rng)
    inputs["input_ids"][..., 1:] %= 9
    inputs["input_ids"][1, 1:3, 1:] = 77
    return inputs


ARCH = Arch(
    "kyutai_speech_to_text",
    "KyutaiSpeechToText",
    "moshi",
    patch=mimi.uncached,
    padded="attention_mask",
    configs={"default": TINY, "other": OTHER},
    rows=[
        Row("Model", "default", plain),
        Row("ForConditionalGeneration", "default", plain),
        Row("ForConditionalGeneration", "other", lambda rng: frames(rng, labels=True)),
    ],
    must_see=[
        "model.embed_tokens.embed_tokens.weight",
        "model.layers.1.mlp.fc1.weight",
        "model.layers.1.self_attn.v_proj.linear.weight",
        "lm_head.weight",
    ],
    must_see_options=[
        {"rms_norm_eps": 0.5},
        {"hidden_act": "relu"},
        {"rope_theta": 1000.0},
    ],
    refuses=[
        ({"codec_config": CODEC | {"num_quantizers": 3}}, "num_quantizers=3"),
        ({"codec_config": {"model_type": "encodec"}}, "codec_config"),
        {"tie_word_embeddings": True},
        {"audio_pad_token_id": 90},
        {"audio_bos_token_id": 9},
        {"ffn_dim": 27},
    ],
)
