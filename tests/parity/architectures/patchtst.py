from typing import Any

import numpy as np
from parity.arch import Arch, Row

TINY: dict[str, Any] = dict(
    num_input_channels=3,
    context_length=14,
    patch_length=4,
    patch_stride=3,
    num_hidden_layers=2,
    d_model=16,
    num_attention_heads=4,
    ffn_dim=20,
    prediction_length=5,
    num_targets=4,
)
OTHER = TINY | dict(
    share_embedding=False,
    channel_attention=True,
    norm_type="layernorm",
    norm_eps=1e-2,
    bias=False,
    activation_function="relu",
    pre_norm=False,
    positional_encoding_type="random",
    use_cls_token=True,
    scaling="mean",
)
MAX = TINY | dict(pooling_type="max", scaling=None)
WHOLE: dict[str, Any] = TINY | dict(pooling_type=None)
FORECAST: dict[str, Any] = dict(
    do_mask_input=True, mask_type="forecast", num_forecast_mask_patches=2
)
KEPT = TINY | FORECAST | {"unmasked_channel_indices": [1]}


def nll(kind: str, **others: Any) -> dict[str, Any]:
    return TINY | {"loss": "nll", "distribution_output": kind} | others


def series(**targets: Any):
    """Three series of three channels, some of whose values are missing."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        observed = rng.random((3, 14, 3)) < 0.8
        observed[1, :, 2] = False  # of this channel nothing is known
        values = np.cumsum(rng.standard_normal((3, 14, 3)), 1) * observed
        inputs = {"past_values": values.astype(np.float32), "past_observed_mask": observed}
        return inputs | {name: make(rng) for name, make in targets.items()}

    return make


def real(*shape: int):
    return lambda rng: rng.standard_normal(shape).astype(np.float32)


def counts(*shape: int):
    return lambda rng: rng.poisson(3, shape).astype(np.float32)


future, target = {"future_values": real(3, 5, 3)}, {"target_values": real(3, 4)}
later = {"future_values": counts(3, 5, 3)}

ARCH = Arch(
    "patchtst",
    "PatchTST",
    "patchtst",
    rows=[
        Row("Model", TINY, series(), "default"),
        Row("Model", OTHER, series(), "other"),
        Row("Model", TINY | FORECAST | {"mask_value": 3}, series(), "hidden"),
        Row("ForPretraining", OTHER | FORECAST, series(), "forecast"),
        Row("ForPretraining", KEPT, series(), "channels"),
        Row("ForPrediction", TINY, series(**future), "default"),
        Row("ForPrediction", OTHER, series(**future), "other"),
        Row("ForPrediction", MAX, series(**future), "max"),
        Row("ForPrediction", WHOLE, series(**future), "whole"),
        Row("ForPrediction", nll("student_t"), series(**future), "student"),
        Row("ForPrediction", nll("normal", scaling="mean"), series(**future), "normal"),
        Row("ForPrediction", nll("negative_binomial"), series(**later), "counts"),
        Row("ForPrediction", nll("negative_binomial"), series(), "parameters"),
        Row("ForRegression", TINY, series(**target), "default"),
        Row("ForRegression", MAX | {"output_range": [-1, 3]}, series(**target), "range"),
        Row("ForRegression", nll("student_t"), series(**target), "student"),
        Row("ForRegression", nll("normal", use_cls_token=True), series(**target), "normal"),
        Row(
            "ForRegression", nll("negative_binomial"), series(target_values=counts(3, 4)), "counts"
        ),
        Row(
            "ForClassification",
            OTHER,
            series(target_values=lambda rng: rng.integers(0, 4, 3)),
            "default",
        ),
    ],
    must_see={
        "Model-other": [
            "encoder.positional_encoder.cls_token",
            "encoder.layers.1.norm_sublayer2.bias",
        ],
        "ForRegression-student": ["head.projection.proj.0.bias"],
        "Model-default": ["encoder.layers.0.norm_sublayer1.batchnorm.running_mean"],
    },
    must_see_options={
        "ForPrediction-default": [{"pre_norm": False}, {"scaling": "mean"}, {"norm_eps": 0.1}]
    },
    refuses=[
        ({"scaling": "max"}, "scaling is 'max', expected one of 'mean', 'std'"),
        ({"distribution_output": "poisson"}, "one of 'student_t', 'normal'"),
        ({"mask_type": "block"}, "one of 'random', 'forecast'"),
        ({"context_length": 1}, "more than patch_length=4"),
        ({"num_attention_heads": 7}, "a divisor of d_model=16"),
        (
            {"positional_encoding_type": "sincos", "d_model": 3, "num_attention_heads": 1},
            "an even number",
        ),
        ({"random_mask_ratio": 1.0}, "at least 0 and below 1"),
        (FORECAST | {"num_forecast_mask_patches": [40]}, "below the number of patches, 4"),
    ],
)
