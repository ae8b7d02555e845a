"""RoBERTa and its namesakes XLM-RoBERTa and CamemBERT, against transformers."""

from __future__ import annotations

import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.decoding import check_steps
from parity.encoders import EVERYTHING, TINY, choices, context, head_cases, texts, word_labels
from parity.mutations import assert_seen

SMALL = TINY | dict(type_vocab_size=2, pad_token_id=1)
OTHER = SMALL | dict(
    hidden_act="gelu_new",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    num_labels=5,
    pad_token_id=2,
    classifier_dropout=0.3,
    chunk_size_feed_forward=3,
)
DECODER = SMALL | dict(is_decoder=True, tie_word_embeddings=False)
CROSS = SMALL | dict(is_decoder=True, add_cross_attention=True)
SHALLOW = OTHER | dict(num_hidden_layers=1, num_labels=2)

CASES = [
    *head_cases("Roberta", SMALL, OTHER, pad=1),
    *(
        Case(f"{head}-{name}", head, "RobertaConfig", options, inputs, EVERYTHING)
        for name, head, options, inputs in [
            ("decoder", "RobertaForCausalLM", DECODER, texts({"labels": word_labels}, pad=1)),
            ("cross", "RobertaForCausalLM", CROSS, context(24)),
        ]
    ),
    *(
        Case(f"{family}{head}", family + head, f"{family}Config", options, inputs, EVERYTHING)
        for family in ("XLMRoberta", "Camembert")
        for head, options, inputs in [
            ("Model", OTHER, texts(pad=2)),
            ("ForMaskedLM", SMALL, texts({"labels": word_labels}, pad=1)),
            ("ForCausalLM", CROSS, context(24)),
            ("ForSequenceClassification", OTHER, texts(pad=2)),
            ("ForMultipleChoice", SHALLOW, choices()),
        ]
    ),
    *(
        Case(head, head, f"{head.partition('For')[0]}Config", SHALLOW, texts(pad=2), EVERYTHING)
        for head in ("CamembertForTokenClassification", "XLMRobertaForQuestionAnswering")
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
        {"num_attention_heads": 2},
        {"pad_token_id": 5},
        {"is_decoder": True},
    ],
    ids=str,
)
def test_a_wrong_option_is_seen(options: dict) -> None:
    assert_seen(CASES[0], options=options)


@pytest.mark.parametrize(
    "name", ["embeddings.position_embeddings.weight", "encoder.layer.2.output.LayerNorm.bias"]
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[0], zero=name)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("room", [False, True], ids=["growing", "preallocated"])
def test_steps(room: bool, backend: str) -> None:
    case = next(case for case in CASES if case.name == "RobertaForCausalLM-cross")
    check_steps(case, backend, room=room, sizes=(4, 1, 4))
