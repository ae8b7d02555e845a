from typing import Any

import numpy as np
from parity.arch import Arch, Row

TINY: dict[str, Any] = dict(
    hidden_size=6, num_filters=2, downsampling_ratios=[2, 3], depths=[2, 1, 2], kernel_size=3
)
OTHER: dict[str, Any] = TINY | dict(
    channels=2,
    kernel_size=1,
    rms_norm_eps=0.1,
    hidden_act="relu",
    ffn_expansion=3,
    downsampling_ratios=[4, 1, 2],
    depths=[1, 0, 1, 2],
)


def waves(samples: int, *, channels: int = 1, name: str = "hidden_states") -> Any:
    def make(rng: np.random.Generator) -> dict[str, Any]:
        return {name: rng.standard_normal((3, channels, samples)).astype(np.float32)}

    return make


ARCH = Arch(
    "vibevoice_acoustic_tokenizer_encoder",
    "VibeVoiceAcousticTokenizerEncoder",
    "vibevoice_acoustic_tokenizer",
    requests={},
    rows=[
        Row("Model", TINY, waves(50), "default"),
        Row("Model", OTHER, waves(64, channels=2), "other"),
    ],
    must_see=["conv_layers.2.stage.1.gamma", "stem.stage.0.ffn_gamma", "head.conv.bias"],
    must_see_options=[{"hidden_act": "gelu"}, {"rms_norm_eps": 0.2}],
    refuses=[
        {"depths": [1, 1]},
        {"downsampling_ratios": [2, 0]},
        {"kernel_size": 0},
        {"ffn_expansion": 0},
    ],
)
