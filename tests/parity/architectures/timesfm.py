from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.encoders import EVERYTHING

TINY = dict(
    patch_length=4,
    context_length=24,
    horizon_length=6,
    num_hidden_layers=2,
    hidden_size=16,
    intermediate_size=20,
    head_dim=6,
    num_attention_heads=3,
    quantiles=[0.1, 0.5, 0.8],
)
OTHER = TINY | dict(
    horizon_length=3,
    use_positional_embedding=True,
    max_timescale=50,
    rms_norm_eps=1e-2,
    tolerance=0.5,
    quantiles=[0.3],
    freq_size=5,
)


def walk(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Series that wander about 5."""
    return (5 + np.cumsum(rng.standard_normal(shape), -1)).astype(np.float32)


def whole(length: int, horizon: int = 0):
    """Three series of one length and, if a horizon is given, what follows."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = {"past_values": walk(rng, 3, length), "freq": [0, 2, 1]}
        return inputs | ({"future_values": walk(rng, 3, horizon)} if horizon else {})

    return make


def patches(rng: np.random.Generator) -> dict[str, Any]:
    """What the network itself takes: padding in front, within a patch, and everywhere."""
    padding = np.zeros((3, 24), np.float32)
    padding[1, :10] = padding[2] = 1
    values = walk(rng, 3, 24).astype(np.float64)
    values[0, 5] = 1123581321.0  # stands for a missing one, and no float32 is that
    return {
        "past_values": values,
        "past_values_padding": padding,
        "freq": np.array([[0], [2], [1]]),
    }


ARCH = Arch(
    "timesfm",
    "TimesFm",
    "timesfm",
    rows=[
        Row("Model", TINY, patches, "default"),
        Row("Model", OTHER, patches, "other"),
        Row("ModelForPrediction", TINY, whole(24, 6), "default"),
        Row("ModelForPrediction", TINY, whole(9, 6), "short"),
        Row("ModelForPrediction", OTHER, whole(40, 3), "long"),
        Row(
            "ModelForPrediction",
            OTHER,
            whole(17),
            "windows",
            requests=EVERYTHING | {"window_size": 5},
        ),
        Row(
            "ModelForPrediction",
            OTHER,
            whole(18),
            "context",
            requests=EVERYTHING | {"return_forecast_on_context": True, "truncate_negative": True},
        ),
        Row(
            "ModelForPrediction",
            TINY,
            whole(20),
            "less",
            requests=EVERYTHING | {"forecast_context_len": 12},
        ),
    ],
    must_see={
        "ModelForPrediction-default": [
            "decoder.layers.1.self_attn.scaling",
            "decoder.freq_emb.weight",
        ]
    },
    must_see_options={"Model-other": [{"rms_norm_eps": 1e-06}, {"tolerance": 1e-06}]},
    refuses=[
        ({"context_length": 33}, "a multiple of patch_length=4"),
        ({"hidden_size": 3, "use_positional_embedding": True}, "an even number"),
    ],
)
