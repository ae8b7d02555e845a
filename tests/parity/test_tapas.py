"""TAPAS: every head, every way to learn, all backends, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import expected

from auto_core.configs.tapas import TapasConfig
from auto_core.errors import ConfigError, InputError

CASES = architecture("tapas").by_id()


@pytest.mark.parametrize("backend", BACKENDS)
def test_cells_and_aggregations_are_sampled(backend: str) -> None:
    """Gumbel noise changes the answer's loss from call to call, and nothing else."""
    reference = expected(CASES["ForQuestionAnswering-weak"])
    model = backends.load(
        backend,
        "TapasForQuestionAnswering",
        reference.directory,
        use_gumbel_for_cells=True,
        use_gumbel_for_aggregation=True,
        answer_loss_cutoff=None,
    )
    outputs = [backends.run(backend, model, reference.inputs) for _ in range(3)]
    losses = {float(output["loss"]) for output in outputs}
    assert len(losses) == 3 and all(np.isfinite(list(losses)))
    np.testing.assert_array_equal(outputs[0]["logits"], outputs[1]["logits"])


def test_without_labels_each_token_keeps_its_cells_logit() -> None:
    reference = expected(CASES["ForQuestionAnswering-columns"])
    model = backends.load("numpy", "TapasForQuestionAnswering", reference.directory)
    inputs = {name: x for name, x in reference.inputs.items() if name != "labels"}
    found = backends.run("numpy", model, inputs)["logits"]
    np.testing.assert_allclose(found, reference.exact["logits"], atol=1e-5)


@pytest.mark.parametrize(
    ("case", "lacking", "options", "error", "message"),
    [
        ("strong", "aggregation_labels", {}, InputError, "needs aggregation_labels"),
        ("weak", "float_answer", {}, InputError, "needs float_answer"),
        ("weak", "numeric_values_scale", {}, InputError, "numeric_values_scale"),
        ("weak", "", {"huber_loss_delta": None}, ConfigError, "huber_loss_delta is None"),
        (
            "weak",
            "",
            {"cell_selection_preference": None},
            ConfigError,
            "cell_selection_preference is None",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_loss_needs(
    case: str, lacking: str, options: dict[str, Any], error: Any, message: str
) -> None:
    reference = expected(CASES[f"ForQuestionAnswering-{case}"])
    model = backends.load("numpy", "TapasForQuestionAnswering", reference.directory, **options)
    inputs = {name: x for name, x in reference.inputs.items() if name != lacking}
    with pytest.raises(error, match=message):
        model(**inputs)


def test_aggregation_labels_of_a_file_have_numbers() -> None:
    config = TapasConfig.from_dict({"aggregation_labels": {"0": "NONE", "1": "SUM"}})
    assert config.aggregation_labels == {0: "NONE", 1: "SUM"}
