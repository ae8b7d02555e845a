from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.audio_language import BINS, FRAMES
from parity.texts import padding
from parity.waves import log_mel

TINY: dict[str, Any] = dict(
    num_mel_bins=BINS,
    encoder_layers=2,
    encoder_attention_heads=4,
    encoder_ffn_dim=40,
    d_model=24,
    max_source_positions=FRAMES // 2,
)
OTHER: dict[str, Any] = TINY | dict(
    encoder_attention_heads=3, activation_function="relu", scale_embedding=True, encoder_layers=3
)


def windows(rng: np.random.Generator):
    mask = padding([16, 7, 2], FRAMES // 2)[:, None, None] * np.ones((1, 1, FRAMES // 2, 1), int)
    added = np.where(mask == 1, 0.0, -1e9).astype(np.float32)  # to scores, as upstream
    return {"input_features": log_mel(rng, 3, BINS, FRAMES), "attention_mask": added}


ARCH = Arch(
    "qwen2_audio_encoder",
    "Qwen2Audio",
    "whisper",
    config_class="Qwen2AudioEncoderConfig",
    rows=[Row("Encoder", TINY, windows, "default"), Row("Encoder", OTHER, windows, "other")],
    must_see=["layers.2.self_attn.v_proj.bias", "embed_positions.weight", "layer_norm.weight"],
    must_see_options=[{"activation_function": "gelu"}],
    refuses=[{"encoder_attention_heads": 7}],
)
