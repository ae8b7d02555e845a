import numpy as np
from parity.arch import Arch, Row
from parity.architectures.voxtral_encoder import OTHER, TINY
from parity.audio_language import BINS, FRAMES
from parity.texts import padding
from parity.waves import log_mel


def windows(rng: np.random.Generator):
    features = log_mel(rng, 3, BINS, FRAMES)
    return {"input_features": features, "input_features_mask": padding([FRAMES, 20, 9], FRAMES)}


ARCH = Arch(
    "audioflamingo3_encoder",
    "AudioFlamingo3",
    "whisper",
    config_class="AudioFlamingo3EncoderConfig",
    rows=[Row("Encoder", TINY, windows, "default"), Row("Encoder", OTHER, windows, "other")],
    must_see=["layers.2.self_attn.v_proj.bias", "embed_positions.weight", "layer_norm.weight"],
    must_see_options=[{"activation_function": "gelu"}],
    refuses=[{"num_attention_heads": 7}],
)
