from typing import Any

import numpy as np
from parity.arch import Arch, Row

LAGS = [1, 2, 4]
TINY: dict[str, Any] = dict(
    prediction_length=3,
    context_length=6,
    lags_sequence=LAGS,
    num_time_features=2,
    d_model=16,
    encoder_ffn_dim=20,
    decoder_ffn_dim=18,
    encoder_layers=2,
    decoder_layers=2,
)
OTHER = TINY | dict(
    input_size=2,
    distribution_output="normal",
    scaling="std",
    num_static_categorical_features=2,
    num_static_real_features=1,
    num_dynamic_real_features=1,
    cardinality=[5, 7],
    embedding_dimension=[2, 3],
    encoder_attention_heads=4,
    decoder_attention_heads=1,
    activation_function="relu",
    encoder_layers=1,
)
COUNTS = TINY | dict(
    distribution_output="negative_binomial",
    context_length=None,
    num_static_categorical_features=1,
    cardinality=[5],
    num_time_features=1,
)
PLAIN = TINY | dict(scaling=None, input_size=3, lags_sequence=[1, 3])


def series(options: dict[str, Any], *, future: bool = True, least: int = 0):
    """Three series, some of whose values are missing."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        context = options["context_length"] or options["prediction_length"]
        past, steps = context + max(options["lags_sequence"]), options["prediction_length"]
        channels = (options["input_size"],) if options.get("input_size", 1) > 1 else ()
        times = options["num_time_features"] + options.get("num_dynamic_real_features", 0)
        observed = rng.random((3, past, *channels)) < 0.8
        observed[1] = False  # of this series nothing is known
        real = lambda *shape: rng.standard_normal(shape).astype(np.float32)  # noqa: E731
        values = np.cumsum(real(3, past, *channels), 1) * observed
        counts = options.get("distribution_output") == "negative_binomial"
        values = np.abs(values) if counts else values
        inputs: dict[str, Any] = {
            "past_values": values.astype(np.float32),
            "past_observed_mask": observed.astype(np.float32),
            "past_time_features": real(3, past, times),
        }
        if count := options.get("num_static_categorical_features", 0):
            limits = options["cardinality"]
            inputs["static_categorical_features"] = rng.integers(0, limits, (3, count))
        if count := options.get("num_static_real_features", 0):
            inputs["static_real_features"] = real(3, count)
        if future:
            shape = (3, steps, *channels)
            values = rng.poisson(3, shape).astype(np.float32) if counts else real(*shape)
            inputs |= {"future_values": values, "future_time_features": real(3, steps, times)}
        return inputs

    return make


def weighted(options: dict[str, Any]):
    """Some future values do not count."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = series(options)(rng)
        shape = inputs["future_values"].shape
        return inputs | {"future_observed_mask": (rng.random(shape) < 0.7).astype(np.float32)}

    return make


def rows(configs: dict[str, dict[str, Any]]) -> list[Row]:
    """Both heads with each config, with futures and without."""
    found = [Row("Model", name, series(options)) for name, options in configs.items()]
    found += [Row("Model", "default", series(configs["default"], future=False), "past")]
    found += [Row("ForPrediction", name, series(options)) for name, options in configs.items()]
    found += [Row("ForPrediction", "other", weighted(configs["other"]), "weighted")]
    return found


CONFIGS = {"default": TINY, "counts": COUNTS, "plain": PLAIN, "other": OTHER}
ARCH = Arch(
    "time_series_transformer",
    "TimeSeriesTransformer",
    "time_series_transformer",
    configs=CONFIGS,
    rows=rows(CONFIGS),
    must_see=[
        "model.embedder.embedders.1.weight",
        "model.encoder.value_embedding.value_projection.weight",
        "model.decoder.layers.1.encoder_attn.v_proj.weight",
        "model.decoder.layernorm_embedding.weight",
        "parameter_projection.proj.1.weight",
    ],
    must_see_options=[{"scaling": "mean"}, {"activation_function": "gelu"}, {"scaling": None}],
    refuses=[
        {"distribution_output": "poisson"},
        {"loss": "mse"},
        {"scaling": "max"},
        {"lags_sequence": [0, 1]},
        {"cardinality": [5]},
        {"embedding_dimension": [5]},
        {"d_model": 15, "encoder_attention_heads": 5, "decoder_attention_heads": 5},
        {"input_size": 0},
    ],
)
