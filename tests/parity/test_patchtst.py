"""PatchTST: every head, scaling, pooling and distribution, all backends, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.encoders import EVERYTHING
from parity.mutations import assert_seen

from auto_core.configs.patchtst import PatchTSTConfig
from auto_core.errors import ConfigError, InputError

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
CASES = [
    Case(f"PatchTST{head}-{name}", f"PatchTST{head}", "PatchTSTConfig", config, make, EVERYTHING)
    for name, head, config, make in [
        ("default", "Model", TINY, series()),
        ("other", "Model", OTHER, series()),
        ("hidden", "Model", TINY | FORECAST | {"mask_value": 3}, series()),
        ("forecast", "ForPretraining", OTHER | FORECAST, series()),
        ("channels", "ForPretraining", KEPT, series()),
        ("default", "ForPrediction", TINY, series(**future)),
        ("other", "ForPrediction", OTHER, series(**future)),
        ("max", "ForPrediction", MAX, series(**future)),
        ("whole", "ForPrediction", WHOLE, series(**future)),
        ("student", "ForPrediction", nll("student_t"), series(**future)),
        ("normal", "ForPrediction", nll("normal", scaling="mean"), series(**future)),
        ("counts", "ForPrediction", nll("negative_binomial"), series(**later)),
        ("parameters", "ForPrediction", nll("negative_binomial"), series()),
        ("default", "ForRegression", TINY, series(**target)),
        ("range", "ForRegression", MAX | {"output_range": [-1, 3]}, series(**target)),
        ("student", "ForRegression", nll("student_t"), series(**target)),
        ("normal", "ForRegression", nll("normal", use_cls_token=True), series(**target)),
        ("counts", "ForRegression", nll("negative_binomial"), series(target_values=counts(3, 4))),
        (
            "default",
            "ForClassification",
            OTHER,
            series(target_values=lambda rng: rng.integers(0, 4, 3)),
        ),
    ]
]
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_outputs(case: Case, backend: str) -> None:
    check(case, backend)


def load(backend: str, name: str, **options: Any) -> Any:
    case = BY_NAME[f"PatchTST{name}"]
    return backends.load(backend, case.head, expected(case).directory, **options)


def past(name: str) -> dict[str, Any]:
    inputs = expected(BY_NAME[f"PatchTST{name}"]).inputs
    return {key: value for key, value in inputs.items() if key.startswith("past")}


@pytest.mark.parametrize("together", [False, True], ids=["each", "together"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_random_patches_are_hidden(backend: str, together: bool) -> None:
    options = dict(do_mask_input=True, random_mask_ratio=0.5, channel_consistent_masking=together)
    model = load(backend, "Model-default", **options)
    found = [backends.run(backend, model, past("Model-default"))["mask"] for _ in range(4)]
    assert all((mask.sum(-1) == 2).all() for mask in found)  # of four patches
    assert any((mask != found[0]).any() for mask in found[1:])
    same = [(mask == mask[:, :1]).all() for mask in found]
    assert all(same) if together else not all(same)


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_batch_is_shared_among_the_numbers_of_last_patches(backend: str) -> None:
    model = load(
        backend,
        "Model-default",
        do_mask_input=True,
        mask_type="forecast",
        num_forecast_mask_patches=[1, 3],
    )
    for _ in range(2):
        mask = backends.run(backend, model, past("Model-default"))["mask"]
        assert sorted(mask[:, 0].sum(-1).tolist()) == [1, 1, 3]  # the first has what is left over
        assert mask[..., -1].all() and not mask[..., 0].any()


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("ForPrediction-student", (3, 400, 5, 3)),
        ("ForPrediction-parameters", (3, 400, 5, 3)),
        ("ForRegression-normal", (3, 400, 4)),
    ],
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_samples(backend: str, name: str, shape: tuple[int, ...]) -> None:
    model = load(backend, name, num_parallel_samples=400)
    inputs = past(name)
    ops = backends.importlib.import_module(f"{backends.PACKAGES[backend][0]}.ops")
    tensors = {key: ops.asarray(value) for key, value in inputs.items()}
    found = model.generate(**tensors).sequences
    sampled = np.asarray(found.detach() if hasattr(found, "detach") else found)
    assert sampled.shape == shape
    output = backends.run(backend, model, inputs)
    deviation = sampled.std(1)
    if name == "ForPrediction-student":
        mean = output["prediction_outputs.1"] * output["scale"] + output["loc"]
    elif name == "ForRegression-normal":
        mean = output["regression_outputs.0"]
    else:
        total, logits = output["prediction_outputs.0"], output["prediction_outputs.1"]
        odds = np.exp(logits) * output["scale"]
        mean = total * odds
        deviation = np.sqrt(mean * (1 + odds))  # of rare counts the samples may show none
        assert (sampled == sampled.round()).all()
    spread = deviation / np.sqrt(400)
    assert np.mean(np.abs(sampled.mean(1) - mean) < 4 * spread + 1e-3) > 0.95


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_base_model_leaves_out_what_is_to_be_predicted(backend: str) -> None:
    case = next(case for case in CASES if case.head == "PatchTSTModel")
    model = backends.load(backend, case.head, expected(case).directory)
    values = {"past_values": expected(case).inputs["past_values"]}
    whole = backends.run(backend, model, values | {"future_values": np.zeros((2, 3, 2))})
    np.testing.assert_array_equal(
        whole["last_hidden_state"], backends.run(backend, model, values)["last_hidden_state"]
    )


def test_a_prediction_is_its_only_sample() -> None:
    model, inputs = load("numpy", "ForPrediction-default"), past("ForPrediction-default")
    sequences = model.generate(**inputs).sequences
    np.testing.assert_array_equal(sequences[:, 0], model(**inputs).prediction_outputs)
    with pytest.raises(InputError, match="no distribution to sample from"):
        load("numpy", "ForRegression-default").generate(**inputs)


def test_each_channel_may_have_its_own_projection() -> None:
    """(transformers cannot run this option.)"""
    config = PatchTSTConfig(**TINY, share_projection=False)
    model = backends.model_class("numpy", "PatchTSTForPrediction")(config)
    inputs = past("ForPrediction-default")
    output = model.eval()(**inputs)
    assert output.prediction_outputs.shape == (3, 5, 3)
    slot = next(s for s in model.slots() if s.name == "head.projections.1.bias")
    slot.write(slot.read() + 1, "float32", None)
    shift = model(**inputs).prediction_outputs - output.prediction_outputs
    np.testing.assert_allclose(shift[..., 1], output.scale[..., 1].repeat(5, 1), rtol=1e-5)
    assert not shift[..., [0, 2]].any()


@pytest.mark.parametrize(
    ("case", "name"),
    [
        ("Model-other", "encoder.positional_encoder.cls_token"),
        ("Model-other", "encoder.layers.1.norm_sublayer2.bias"),
        ("ForRegression-student", "head.projection.proj.0.bias"),
        ("Model-default", "encoder.layers.0.norm_sublayer1.batchnorm.running_mean"),
    ],
)
def test_a_lost_parameter_is_seen(case: str, name: str) -> None:
    found = BY_NAME[f"PatchTST{case}"]
    prefix = "" if case.startswith("Model") or name.startswith("head") else "model."
    assert_seen(found, zero=prefix + name)


@pytest.mark.parametrize(
    "change",
    [{"pre_norm": False}, {"scaling": "mean"}, {"norm_eps": 0.1}],
    ids=lambda change: next(iter(change)),
)
def test_a_wrong_option_is_seen(change: dict[str, Any]) -> None:
    assert_seen(BY_NAME["PatchTSTForPrediction-default"], options=change)


@pytest.mark.parametrize(
    ("shape", "message"),
    [((1, 9, 3), "9 steps, expected context_length=14"), ((1, 14, 2), "2 channels")],
    ids=["steps", "channels"],
)
def test_what_it_cannot_read(shape: tuple[int, ...], message: str) -> None:
    model = load("numpy", "Model-other")
    with pytest.raises(InputError, match=message):
        model(np.zeros(shape, np.float32))
    with pytest.raises(InputError, match="Pass past_values"):
        model()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"scaling": "max"}, "scaling is 'max', expected one of 'mean', 'std'"),
        ({"distribution_output": "poisson"}, "one of 'student_t', 'normal'"),
        ({"mask_type": "block"}, "one of 'random', 'forecast'"),
        ({"context_length": 1}, "more than patch_length=1"),
        ({"num_attention_heads": 7}, "a divisor of d_model=128"),
        ({"d_model": 3, "num_attention_heads": 1}, "an even number"),
        ({"random_mask_ratio": 1.0}, "at least 0 and below 1"),
        (FORECAST | {"num_forecast_mask_patches": [40]}, "below the number of patches, 32"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_config_refuses(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        PatchTSTConfig(**options)


@pytest.mark.parametrize("head", ["ForRegression", "ForClassification"])
def test_some_heads_pool(head: str) -> None:
    config = PatchTSTConfig(**WHOLE)
    with pytest.raises(ConfigError, match="pooling_type is None, .* for this head"):
        backends.model_class("numpy", f"PatchTST{head}").skeleton(config)
