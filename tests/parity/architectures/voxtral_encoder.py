from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.audio_language import BINS, FRAMES
from parity.waves import log_mel

TINY: dict[str, Any] = dict(
    num_mel_bins=BINS,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=96,
    hidden_size=24,
    max_source_positions=FRAMES // 2,
)
OTHER: dict[str, Any] = TINY | dict(
    num_attention_heads=3, activation_function="relu", num_hidden_layers=3
)


def windows(rng: np.random.Generator):
    return {"input_features": log_mel(rng, 3, BINS, FRAMES)}


ARCH = Arch(
    "voxtral_encoder",
    "Voxtral",
    "whisper",
    config_class="VoxtralEncoderConfig",
    rows=[Row("Encoder", TINY, windows, "default"), Row("Encoder", OTHER, windows, "other")],
    must_see=["layers.2.self_attn.v_proj.bias", "embed_positions.weight", "layer_norm.weight"],
    must_see_options=[{"activation_function": "gelu"}],
    refuses=[{"num_attention_heads": 7}],
)
