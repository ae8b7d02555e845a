from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.encoders import classes
from parity.waves import filter_banks

TINY = dict(
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    patch_size=4,
    frequency_stride=3,
    time_stride=5,
    max_length=22,
    num_mel_bins=11,
)
OTHER = TINY | dict(
    hidden_act="relu",
    qkv_bias=False,
    num_attention_heads=2,
    frequency_stride=4,
    time_stride=4,
    layer_norm_eps=1e-3,
    num_labels=5,
)


def sound(**labels: Any):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs: dict[str, Any] = {"input_values": filter_banks(rng, 3, 22, 11)}
        return inputs | {name: maker(rng) for name, maker in labels.items()}

    return make


def several(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, 2, (3, 5)).astype(np.float32)


ARCH = Arch(
    "audio-spectrogram-transformer",
    "AST",
    "vit",
    rows=[
        Row("Model", TINY, sound(), "default"),
        Row("ForAudioClassification", TINY, sound(labels=classes(2, 3)), "default"),
        Row("ForAudioClassification", OTHER, sound(labels=several), "several"),
    ],
    must_see={"Model-default": ["embeddings.distillation_token"]},
    must_see_options=[{"hidden_act": "gelu"}, {"layer_norm_eps": 1e-12}],
)
