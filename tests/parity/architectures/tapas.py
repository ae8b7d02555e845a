from typing import Any

import numpy as np
from parity import encoders
from parity.arch import Arch, Row
from parity.encoders import classes, numbers, word_labels
from parity.texts import padding, token_ids

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


ARCH = Arch(
    "tapas",
    "Tapas",
    "tapas",
    rows=[
        Row("Model", TINY, tables(), "default"),
        Row("Model", OTHER, tables(), "other"),
        Row("Model", TINY, untyped, "untyped"),
        Row("Model", DECODER, context, "context"),
        Row("ForMaskedLM", TINY, tables(labels=word_labels), "default"),
        Row("ForMaskedLM", OTHER | {"tie_word_embeddings": False}, tables(), "untied"),
        Row("ForSequenceClassification", OTHER, tables(labels=classes(5, 3)), "classes"),
        Row(
            "ForSequenceClassification",
            TINY | {"num_labels": 1},
            tables(labels=numbers(3)),
            "number",
        ),
        Row("ForQuestionAnswering", TINY, tables(), "default"),
        Row("ForQuestionAnswering", TINY, tables(labels=cells), "cells"),
        Row("ForQuestionAnswering", OTHER, tables(labels=cells), "other"),
        Row(
            "ForQuestionAnswering",
            TINY | {"select_one_column": False, "positive_label_weight": 3.0},
            tables(labels=real_cells),
            "columns",
        ),
        Row(
            "ForQuestionAnswering",
            STRONG,
            tables(labels=cells, aggregation_labels=classes(4, 3)),
            "strong",
        ),
        Row("ForQuestionAnswering", WEAK, tables(**ANSWERED), "weak"),
        Row("ForQuestionAnswering", WEAK_OTHER, tables(**REAL), "weak-other"),
        Row(
            "ForQuestionAnswering",
            WEAK | {"average_approximation_function": "second_order", "answer_loss_cutoff": None},
            tables(**ANSWERED),
            "weak-second",
        ),
        Row(
            "ForQuestionAnswering",
            WEAK | {"disable_per_token_loss": True},
            lambda rng: tables(**ANSWERED)(rng) | {"table_mask": rng.integers(0, 2, (3, 9))},
            "weak-disabled",
        ),
    ],
    must_see={
        "ForQuestionAnswering-columns": [
            "output_bias",
            "tapas.embeddings.token_type_embeddings_4.weight",
        ],
        "ForQuestionAnswering-cells": ["column_output_weights"],
        "ForQuestionAnswering-strong": ["aggregation_classifier.bias"],
    },
    must_see_options={
        "ForQuestionAnswering-weak-second": [
            {"reset_position_index_per_cell": False},
            {"huber_loss_delta": 0.2},
            {"aggregation_temperature": 2.0},
        ],
        "ForQuestionAnswering-weak-disabled": [{"cell_selection_preference": 0.99}],
    },
    refuses=[
        ({"average_approximation_function": "mean"}, "one of ratio, first_order, second_order"),
        ({"type_vocab_sizes": [3, 4]}, "at least three sizes"),
        ({"num_attention_heads": 7}, "a divisor of hidden_size=24"),
        ({"add_cross_attention": True}, "True, because add_cross_attention"),
    ],
)
