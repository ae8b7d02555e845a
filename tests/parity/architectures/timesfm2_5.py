from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.architectures.timesfm import walk
from parity.encoders import EVERYTHING

TINY = dict(
    patch_length=4,
    context_length=24,
    horizon_length=6,
    num_hidden_layers=2,
    hidden_size=16,
    intermediate_size=20,
    head_dim=6,
    num_attention_heads=4,
    num_key_value_heads=2,
    output_quantile_len=4,
    decode_index=2,
    quantiles=[0.1, 0.5, 0.8],
)
OTHER = TINY | dict(
    horizon_length=3,
    rms_norm_eps=1e-2,
    quantiles=[0.3],
    decode_index=5,
    num_key_value_heads=1,
    attention_bias=True,
    use_bias=True,
    activation="gelu",
    force_flip_invariance=False,
    infer_is_positive=False,
    rope_parameters={"rope_type": "linear", "factor": 2.0, "rope_theta": 100.0},
)
LAST = TINY | dict(decode_index=3)  # the median is not the middle
POINTS = TINY | dict(use_continuous_quantile_head=False, decode_index=0)


def whole(length: int, horizon: int = 0, start: float = 0.0):
    """Three series of one length and, if a horizon is given, what follows."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = {"past_values": start + walk(rng, 3, length)}
        return inputs | ({"future_values": walk(rng, 3, horizon)} if horizon else {})

    return make


def patches(rng: np.random.Generator) -> dict[str, Any]:
    """What the network itself takes: padding in front, within a patch, and everywhere."""
    padding = np.zeros((3, 24), np.float32)
    padding[1, :10] = padding[2] = 1
    return {"past_values": walk(rng, 3, 24), "past_values_padding": padding}


ARCH = Arch(
    "timesfm2_5",
    "TimesFm2_5",
    "timesfm2_5",
    rows=[
        Row("Model", TINY, patches, "default"),
        Row("Model", OTHER, patches, "other"),
        Row("Model", TINY, whole(8), "no-padding"),
        Row("ModelForPrediction", TINY, whole(24, 6), "default"),
        Row("ModelForPrediction", TINY, whole(9, 5, start=-9.0), "short"),
        Row("ModelForPrediction", OTHER, whole(40, 3), "long"),
        Row("ModelForPrediction", LAST, whole(20, 6), "last"),
        Row("ModelForPrediction", POINTS, whole(20, 6), "points"),
        Row(
            "ModelForPrediction",
            OTHER,
            whole(17),
            "windows",
            requests=EVERYTHING | {"window_size": 5, "force_flip_invariance": True},
        ),
        Row(
            "ModelForPrediction",
            OTHER,
            whole(18),
            "positive",
            requests=EVERYTHING | {"truncate_negative": True},
        ),
        Row(
            "ModelForPrediction",
            TINY,
            whole(40),
            "context",
            requests=EVERYTHING | {"forecast_context_len": 32, "truncate_negative": False},
        ),
    ],
    must_see={
        "ModelForPrediction-default": [
            "model.layers.1.self_attn.scaling",
            "output_projection_quantiles.output_layer.weight",
        ]
    },
    must_see_options={"Model-other": [{"rms_norm_eps": 1e-06}, {"rope_parameters": None}]},
    refuses=[
        ({"context_length": 33}, "a multiple of patch_length=4"),
        ({"num_key_value_heads": 3}, "a divisor of num_attention_heads=4"),
        ({"head_dim": 5}, "an even number"),
        ({"decode_index": -1}, "0 or more"),
    ],
)
