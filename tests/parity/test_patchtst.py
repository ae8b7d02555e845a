"""PatchTST: every head, scaling, pooling and distribution, all backends, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.architectures.patchtst import TINY, WHOLE
from parity.backends import BACKENDS
from parity.checks import expected

from auto_core.configs.patchtst import PatchTSTConfig
from auto_core.errors import ConfigError, InputError

CASES = architecture("patchtst").by_id()


def load(backend: str, name: str, **options: Any) -> Any:
    case = CASES[name]
    return backends.load(backend, case.head, expected(case).directory, **options)


def past(name: str) -> dict[str, Any]:
    inputs = expected(CASES[name]).inputs
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
    case = CASES["Model-default"]
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


@pytest.mark.parametrize("head", ["ForRegression", "ForClassification"])
def test_some_heads_pool(head: str) -> None:
    config = PatchTSTConfig(**WHOLE)
    with pytest.raises(ConfigError, match="pooling_type is None, .* for this head"):
        backends.model_class("numpy", f"PatchTST{head}").skeleton(config)
