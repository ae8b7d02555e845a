from typing import Any

import numpy as np
from parity.arch import Arch, Row

TINY: dict[str, Any] = dict(
    num_input_channels=3,
    context_length=14,
    patch_length=4,
    patch_stride=3,
    d_model=6,
    num_layers=2,
    prediction_length=5,
    num_targets=4,
)
OTHER = TINY | dict(
    expansion_factor=3,
    mode="mix_channel",
    norm_eps=1e-2,
    self_attn=True,
    self_attn_heads=2,
    use_positional_encoding=True,
    scaling="mean",
    head_aggregation="avg_pool",
)
BATCH = TINY | dict(
    mode="mix_channel",
    gated_attn=False,
    norm_mlp="BatchNorm",
    self_attn=True,
    self_attn_heads=3,
    use_positional_encoding=True,
    positional_encoding_type="random",
    scaling=None,
    head_aggregation=None,
)
FORECAST: dict[str, Any] = dict(mask_type="forecast", num_forecast_mask_patches=2)


def nll(kind: str, **others: Any) -> dict[str, Any]:
    return TINY | {"loss": "nll", "distribution_output": kind} | others


def series(*, observed: bool = True, **targets: Any):
    """Three series of three channels, some of whose values are missing."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        known = rng.random((3, 14, 3)) < 0.8
        known[1, :, 2] = False  # of this channel nothing is known
        values = np.cumsum(rng.standard_normal((3, 14, 3)), 1) * (known if observed else 1)
        inputs = {"past_values": values.astype(np.float32)}
        if observed:
            inputs["observed_mask"] = known
        return inputs | {name: make(rng) for name, make in targets.items()}

    return make


def real(*shape: int):
    return lambda rng: rng.standard_normal(shape).astype(np.float32)


def counts(*shape: int):
    return lambda rng: rng.poisson(3, shape).astype(np.float32)


def classes(rng: np.random.Generator):
    return rng.integers(0, 4, 3)


future = {"future_values": real(3, 5, 3)}
later = {"future_values": counts(3, 5, 3)}
whole: dict[str, Any] = {"observed": False}
target = whole | {"target_values": real(3, 4)}

ARCH = Arch(
    "patchtsmixer",
    "PatchTSMixer",
    "patchtsmixer",
    requests={"output_hidden_states": True},
    rows=[
        Row("Model", TINY, series(), "default"),
        Row("Model", OTHER, series(), "other"),
        Row("Model", BATCH, series(), "batch"),
        Row("ForPretraining", OTHER | FORECAST, series(), "forecast"),
        Row(
            "ForPretraining",
            BATCH | FORECAST | {"masked_loss": False, "mask_value": 3, "scaling": True},
            series(),
            "all",
        ),
        Row(
            "ForPretraining", TINY | FORECAST | {"unmasked_channel_indices": [-1]}, series(), "kept"
        ),
        Row("ForPrediction", TINY, series(**future), "default"),
        Row("ForPrediction", OTHER, series(**future), "other"),
        Row(
            "ForPrediction",
            BATCH | {"prediction_channel_indices": [2, 0], "scaling": True},
            series(**future),
            "chosen",
        ),
        Row("ForPrediction", nll("student_t"), series(**future), "student"),
        Row("ForPrediction", nll("normal", scaling=None), series(**future), "normal"),
        Row(
            "ForPrediction",
            nll("negative_binomial", scaling="mean", prediction_channel_indices=[1, 2]),
            series(**later),
            "counts",
        ),
        Row("ForPrediction", nll("negative_binomial"), series(), "parameters"),
        Row("ForRegression", TINY, series(**target), "default"),
        Row("ForRegression", OTHER | {"output_range": [-1, 3]}, series(**target), "range"),
        Row("ForRegression", nll("student_t", scaling=None), series(**target), "student"),
        Row(
            "ForRegression", nll("normal", head_aggregation="use_last"), series(**target), "normal"
        ),
        Row(
            "ForRegression",
            nll("negative_binomial"),
            series(observed=False, target_values=counts(3, 4)),
            "counts",
        ),
        Row(
            "ForTimeSeriesClassification",
            OTHER,
            series(observed=False, target_values=classes),
            "default",
        ),
        Row(
            "ForTimeSeriesClassification",
            BATCH,
            series(observed=False, target_values=classes),
            "whole",
        ),
    ],
    must_see={
        "Model-other": [
            "encoder.mlp_mixer_encoder.mixers.1.channel_feature_mixer.gating_block.attn_layer.bias",
            "encoder.mlp_mixer_encoder.mixers.0.patch_mixer.norm_attn.norm.weight",
        ],
        "Model-batch": [
            "encoder.mlp_mixer_encoder.mixers.0.patch_mixer.norm.norm.batchnorm.running_mean",
            "encoder.positional_encoder.position_enc",
        ],
        "ForRegression-default": ["inject_scale.map_scale_expansion.bias"],
    },
    must_see_options={
        "ForPrediction-default": [{"scaling": "mean"}, {"norm_eps": 0.1}],
        "ForPrediction-chosen": [{"prediction_channel_indices": [0, 1]}],
        "ForRegression-default": [{"head_aggregation": "avg_pool"}],
    },
    refuses=[
        ({"scaling": "max"}, "scaling is 'max', expected one of 'mean', 'std'"),
        {"loss": "mae"},
        ({"distribution_output": "poisson"}, "one of 'student_t', 'normal'"),
        ({"mode": "flatten"}, "one of 'common_channel', 'mix_channel'"),
        ({"norm_mlp": "RMSNorm"}, "'LayerNorm' or 'BatchNorm'"),
        ({"head_aggregation": "sum"}, "one of 'use_last'"),
        ({"context_length": 4}, "more than patch_length=4"),
        ({"self_attn": True, "self_attn_heads": 4}, "a divisor of d_model=6"),
        (
            {"positional_encoding_type": "sincos", "d_model": 3, "self_attn_heads": 1},
            "an even number",
        ),
        ({"random_mask_ratio": 1.0}, "at least 0 and below 1"),
        ({"prediction_channel_indices": [3]}, "num_input_channels=3"),
    ],
)
