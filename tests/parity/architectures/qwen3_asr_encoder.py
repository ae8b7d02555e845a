from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.texts import padding
from parity.waves import log_mel

TINY: dict[str, Any] = dict(
    num_mel_bins=6,
    d_model=16,
    encoder_layers=2,
    encoder_attention_heads=2,
    encoder_ffn_dim=20,
    n_window_infer=200,
    downsample_hidden_size=5,
    output_dim=24,
)
OTHER: dict[str, Any] = TINY | dict(
    num_mel_bins=9,
    encoder_layers=3,
    encoder_attention_heads=4,
    activation_function="relu",
    n_window=51,
    n_window_infer=350,
    max_position_embeddings=20,
)
LENGTHS = (123, 300, 9)


def recordings(options: dict[str, Any]) -> Any:
    """Spectrograms whose padding is no zeros, of whole windows."""
    window = 2 * options.get("n_window", 50)

    def make(rng: np.random.Generator) -> dict[str, Any]:
        frames = -(-max(LENGTHS) // window) * window
        features = log_mel(rng, len(LENGTHS), options["num_mel_bins"], frames)
        return {
            "input_features": features,
            "input_features_mask": padding(list(LENGTHS), frames),
        }

    return make


ARCH = Arch(
    "qwen3_asr_encoder",
    "Qwen3ASR",
    "qwen3_asr",
    config_class="Qwen3ASREncoderConfig",
    rows=[
        Row("Encoder", TINY, recordings(TINY), "default"),
        Row("Encoder", OTHER, recordings(OTHER), "other"),
    ],
    must_see=["conv2d3.bias", "conv_out.weight", "layers.2.fc2.weight", "ln_post.bias"],
    must_see_options=[{"n_window_infer": 102}, {"activation_function": "gelu"}],
    refuses=[
        {"n_window": 40},
        {"n_window_infer": 101},
        {"max_position_embeddings": 12},
        {"encoder_attention_heads": 3},
    ],
    requests=dict(output_hidden_states=True),
    rounded=True,  # upstream makes its sinusoids in float32
)
