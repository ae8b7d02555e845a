"""DeBERTa v2: every kind of relative positions, buckets, the convolution, against transformers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.backends import BACKENDS, model_class
from parity.checks import Case, check, expected
from parity.encoders import EVERYTHING, TINY, VOCABULARY, classes, head_cases, texts, word_labels
from parity.mutations import assert_seen
from parity.texts import token_ids

from auto_core import DebertaV2Config
from auto_core.errors import ConfigError, InputError

SMALL = TINY | dict(
    relative_attention=True,
    pos_att_type=["p2c", "c2p"],
    position_buckets=8,
    max_relative_positions=12,
    norm_rel_ebd="layer_norm",
    share_att_key=True,
    pad_token_id=0,
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=2,
    relative_attention=True,
    pos_att_type="c2p|p2c",
    embedding_size=16,
    conv_kernel_size=5,
    conv_act="gelu",
    conv_groups=3,
    pooler_hidden_act="tanh",
    num_labels=5,
    cls_dropout=0.3,
)
RELATIVE = TINY | dict(relative_attention=True, position_biased_input=False)
LONG = RELATIVE | dict(max_relative_positions=20, pos_att_type=["c2p", "p2c"])


def long(rng: np.random.Generator) -> dict:
    return {"input_ids": token_ids(rng, VOCABULARY, 1, 70)}


def soft(rng: np.random.Generator) -> np.ndarray:
    return rng.random((3, 5)).astype(np.float32)


CASES = [
    *head_cases("DebertaV2", SMALL, OTHER, embedding=24),
    *(
        Case(f"{head}-{name}", f"DebertaV2{head}", "DebertaV2Config", options, inputs, EVERYTHING)
        for name, head, options, inputs in [
            ("absolute", "Model", TINY, texts()),
            ("c2p", "Model", RELATIVE | dict(pos_att_type=["c2p"]), texts()),
            (
                "p2c",
                "Model",
                RELATIVE | dict(pos_att_type=["p2c"], norm_rel_ebd="none|layer_norm"),
                texts(),
            ),
            ("no-looks", "Model", RELATIVE, texts()),
            ("looks-unused", "Model", TINY | dict(pos_att_type=["c2p", "p2c"]), texts()),
            (
                "shared-c2p",
                "Model",
                RELATIVE | dict(pos_att_type=["c2p"], share_att_key=True),
                texts(),
            ),
            ("long", "Model", LONG, long),
            ("long-buckets", "Model", LONG | dict(position_buckets=16), long),
            ("odd-buckets", "Model", LONG | dict(position_buckets=7), long),
            ("new-head", "ForMaskedLM", SMALL | dict(legacy=False), texts({"labels": word_labels})),
            ("soft", "ForSequenceClassification", OTHER, texts({"labels": soft})),
            (
                "unlabelled",
                "ForSequenceClassification",
                OTHER,
                texts({"labels": lambda rng: np.array([3, -1, 0])}),
            ),
            (
                "problem",
                "ForSequenceClassification",
                OTHER | dict(problem_type="single_label_classification"),
                texts({"labels": classes(5, 3)}),
            ),
        ]
    ),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    "options",
    [
        {"hidden_act": "gelu_new"},
        {"layer_norm_eps": 1e-3},
        {"max_relative_positions": 33},
        {"pos_att_type": ["p2c"]},
    ],
    ids=str,
)
def test_a_wrong_option_is_seen(options: dict) -> None:
    assert_seen(CASES[0], options=options)


@pytest.mark.parametrize(
    "name", ["encoder.rel_embeddings.weight", "encoder.layer.2.attention.self.query_proj.bias"]
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[0], zero=name)


@pytest.mark.parametrize(
    "options",
    [
        {"pos_att_type": "c2p|p2p"},
        {"norm_rel_ebd": "batch_norm"},
        {"conv_kernel_size": 4},
        {"conv_groups": 7},
        {"attention_head_size": 5},
        {"pooler_hidden_size": 12},
        {"position_buckets": 1},
        {"position_buckets": 32, "max_relative_positions": 9},
    ],
    ids=str,
)
def test_what_no_network_has_is_refused(options: dict) -> None:
    with pytest.raises(ConfigError, match="expected"):
        DebertaV2Config(**(TINY | options))


def test_a_mask_of_pairs_is_refused() -> None:
    model = model_class("numpy", "DebertaV2Model")(DebertaV2Config(**TINY))
    with pytest.raises(InputError, match="3 axes"):
        model(input_ids=np.array([[3, 4]]), attention_mask=np.ones((1, 2, 2)))


def test_the_row_of_padding_learns_in_the_tied_output_layer() -> None:
    case = next(case for case in CASES if case.name.endswith("MaskedLM-new-head"))
    reference = expected(case)
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    ours = backends.load("torch", case.head, reference.directory)
    theirs(**{name: torch.as_tensor(x) for name, x in reference.inputs.items()}).loss.backward()
    ours(**reference.inputs).loss.backward()
    tables = [model.deberta.embeddings.word_embeddings for model in (ours, theirs)]
    row = tables[0].padding_idx
    assert tables[1].weight.grad[row].any()
    torch.testing.assert_close(*(table.weight.grad[row] for table in tables))
