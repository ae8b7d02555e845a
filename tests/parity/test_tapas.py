"""TAPAS: every head, every way to learn, all backends, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity import backends, encoders
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.encoders import EVERYTHING, classes, numbers, word_labels
from parity.mutations import assert_seen
from parity.texts import padding, token_ids

from auto_core.configs.tapas import TapasConfig
from auto_core.errors import ConfigError, InputError

TYPES = [3, 5, 6, 2, 4, 4, 3]
TINY = encoders.TINY | dict(
    num_hidden_layers=2, type_vocab_sizes=TYPES, max_num_rows=6, max_num_columns=5
)
# Fewer rows and columns than tables have, and positions that end within a cell.
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    max_num_rows=4,
    max_num_columns=3,
    reset_position_index_per_cell=False,
    temperature=0.3,
    allow_empty_column_selection=True,
    num_labels=5,
)
NUMBER = TINY | dict(num_labels=1)
STRONG = TINY | dict(num_aggregation_labels=4, aggregation_loss_weight=0.5)
# The numbers of tapas-base-finetuned-wtq, but for a temperature that is kinder to rounding.
WEAK = TINY | dict(
    num_aggregation_labels=4,
    use_answer_as_supervision=True,
    answer_loss_cutoff=0.664694,
    cell_selection_preference=0.207951,
    huber_loss_delta=0.121194,
    temperature=0.5,
)
WEAK_OTHER = WEAK | dict(
    answer_loss_cutoff=0.9,
    answer_loss_importance=0.6,
    use_normalized_answer_loss=True,
    cell_selection_preference=0.9,
    average_logits_per_cell=True,
    select_one_column=False,
    average_approximation_function="first_order",
    aggregation_temperature=0.7,
)
DECODER = TINY | dict(is_decoder=True, add_cross_attention=True)


def tables(**labels: Any):
    """Three questions of tables, of 9, 8 and 6 tokens."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        mask = padding([9, 8, 6], 9)
        types = np.stack([rng.integers(0, size, (3, 9)) for size in TYPES], -1)
        types[:, :3, 1:] = 0  # the question
        types[:, 3:, 1] = np.maximum(types[:, 3:, 1], 1)
        types[:, 4, :3] = types[:, 3, :3]  # two tokens in one cell
        inputs = {
            "input_ids": token_ids(rng, encoders.VOCABULARY, 3, 9) * mask,
            "attention_mask": mask,
            "token_type_ids": types * mask[..., None],
        }
        return inputs | {name: make(rng) for name, make in labels.items()}

    return make


def cells(rng: np.random.Generator) -> np.ndarray:
    """The answer's tokens; the last table has none."""
    labels = np.zeros((3, 9), np.int64)
    labels[0, 3:5] = labels[1, 6] = 1
    return labels


def real_cells(rng: np.random.Generator) -> np.ndarray:
    """The same as floats, which alone transformers takes without `select_one_column`."""
    return cells(rng).astype(np.float32)


def values(rng: np.random.Generator) -> np.ndarray:
    """Numbers of tokens, nan where there is none."""
    found = rng.integers(1, 9, (3, 9)).astype(np.float32)
    found[:, ::4] = np.nan
    return found


ANSWERED = dict(
    labels=cells,
    float_answer=lambda rng: np.array([np.nan, 4.0, 2.5], np.float32),
    numeric_values=values,
    numeric_values_scale=lambda rng: rng.integers(1, 3, (3, 9)).astype(np.float32),
)

REAL = ANSWERED | {"labels": real_cells}


def context(rng: np.random.Generator) -> dict[str, Any]:
    return tables()(rng) | {
        # transformers takes only as many vectors as there are tokens.
        "encoder_hidden_states": rng.standard_normal((3, 9, 24)),
        "encoder_attention_mask": padding([9, 2, 4], 9),
    }


def untyped(rng: np.random.Generator) -> dict[str, Any]:
    return {"inputs_embeds": rng.standard_normal((2, 5, 24))}


CASES = [
    Case(f"Tapas{head}-{name}", f"Tapas{head}", "TapasConfig", config, make, EVERYTHING)
    for name, head, config, make in [
        ("default", "Model", TINY, tables()),
        ("other", "Model", OTHER, tables()),
        ("untyped", "Model", TINY, untyped),
        ("context", "Model", DECODER, context),
        ("default", "ForMaskedLM", TINY, tables(labels=word_labels)),
        ("untied", "ForMaskedLM", OTHER | {"tie_word_embeddings": False}, tables()),
        ("classes", "ForSequenceClassification", OTHER, tables(labels=classes(5, 3))),
        (
            "number",
            "ForSequenceClassification",
            TINY | {"num_labels": 1},
            tables(labels=numbers(3)),
        ),
        ("default", "ForQuestionAnswering", TINY, tables()),
        ("cells", "ForQuestionAnswering", TINY, tables(labels=cells)),
        ("other", "ForQuestionAnswering", OTHER, tables(labels=cells)),
        (
            "columns",
            "ForQuestionAnswering",
            TINY | {"select_one_column": False, "positive_label_weight": 3.0},
            tables(labels=real_cells),
        ),
        (
            "strong",
            "ForQuestionAnswering",
            STRONG,
            tables(labels=cells, aggregation_labels=classes(4, 3)),
        ),
        ("weak", "ForQuestionAnswering", WEAK, tables(**ANSWERED)),
        ("weak-other", "ForQuestionAnswering", WEAK_OTHER, tables(**REAL)),
        (
            "weak-second",
            "ForQuestionAnswering",
            WEAK | {"average_approximation_function": "second_order", "answer_loss_cutoff": None},
            tables(**ANSWERED),
        ),
        (
            "weak-disabled",
            "ForQuestionAnswering",
            WEAK | {"disable_per_token_loss": True},
            lambda rng: tables(**ANSWERED)(rng) | {"table_mask": rng.integers(0, 2, (3, 9))},
        ),
    ]
]
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_outputs(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("backend", BACKENDS)
def test_cells_and_aggregations_are_sampled(backend: str) -> None:
    """Gumbel noise changes the answer's loss from call to call, and nothing else."""
    reference = expected(BY_NAME["TapasForQuestionAnswering-weak"])
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


@pytest.mark.parametrize(
    ("case", "name"),
    [
        ("columns", "output_bias"),
        ("columns", "tapas.embeddings.token_type_embeddings_4.weight"),
        ("cells", "column_output_weights"),
        ("strong", "aggregation_classifier.bias"),
    ],
)
def test_a_lost_parameter_is_seen(case: str, name: str) -> None:
    assert_seen(BY_NAME[f"TapasForQuestionAnswering-{case}"], zero=name)


@pytest.mark.parametrize(
    "change",
    [
        {"reset_position_index_per_cell": False},
        {"huber_loss_delta": 0.2},
        {"cell_selection_preference": 0.99},
        {"aggregation_temperature": 2.0},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_wrong_option_is_seen(change: dict[str, Any]) -> None:
    case = "weak-disabled" if "cell_selection_preference" in change else "weak-second"
    assert_seen(BY_NAME[f"TapasForQuestionAnswering-{case}"], options=change)


def test_without_labels_each_token_keeps_its_cells_logit() -> None:
    reference = expected(BY_NAME["TapasForQuestionAnswering-columns"])
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
    reference = expected(BY_NAME[f"TapasForQuestionAnswering-{case}"])
    model = backends.load("numpy", "TapasForQuestionAnswering", reference.directory, **options)
    inputs = {name: x for name, x in reference.inputs.items() if name != lacking}
    with pytest.raises(error, match=message):
        model(**inputs)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"average_approximation_function": "mean"}, "one of ratio, first_order, second_order"),
        ({"type_vocab_sizes": [3, 4]}, "at least three sizes"),
        ({"num_attention_heads": 7}, "a divisor of hidden_size=768"),
        ({"add_cross_attention": True}, "True, because add_cross_attention"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_config_refuses(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        TapasConfig(**options)


def test_aggregation_labels_of_a_file_have_numbers() -> None:
    config = TapasConfig.from_dict({"aggregation_labels": {"0": "NONE", "1": "SUM"}})
    assert config.aggregation_labels == {0: "NONE", 1: "SUM"}
