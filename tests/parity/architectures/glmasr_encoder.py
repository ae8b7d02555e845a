from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.audio_language import BINS, FRAMES
from parity.waves import log_mel

TINY: dict[str, Any] = dict(
    num_mel_bins=BINS,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=128,
    hidden_size=32,
    max_position_embeddings=FRAMES // 2,
)
OTHER: dict[str, Any] = TINY | dict(
    num_attention_heads=4,
    num_key_value_heads=2,
    hidden_act="relu",
    num_hidden_layers=3,
    rope_parameters={
        "rope_type": "default",
        "rope_theta": 100.0,
        "partial_rotary_factor": 0.25,
    },
)


def windows(rng: np.random.Generator):
    return {"input_features": log_mel(rng, 3, BINS, FRAMES - 6)}


ARCH = Arch(
    "glmasr_encoder",
    "GlmAsr",
    "glmasr_encoder",
    config_class="GlmAsrEncoderConfig",
    rows=[Row("Encoder", TINY, windows, "default"), Row("Encoder", OTHER, windows, "other")],
    must_see=["layers.2.self_attn.v_proj.bias", "norm.weight", "layers.0.self_attn.o_proj.bias"],
    must_see_options=[{"hidden_act": "gelu"}],
    refuses=[{"num_attention_heads": 7}],
)
