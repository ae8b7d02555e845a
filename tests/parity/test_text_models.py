"""Every text architecture, one head each: compiled training steps, and files for transformers.

The loss and every gradient, from one graph without a break, are transformers' own.
"""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
import transformers
from parity import backends
from parity.checks import Case
from parity.mutations import assert_line_matters
from parity.steps import TRAINABLE, check_reading_by_transformers, check_training_step
from parity.text_models import CASES


@pytest.mark.parametrize("backend", TRAINABLE)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_compiled_training_step(case: Case, backend: str) -> None:
    check_training_step(case, backend)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_transformers_reads_what_we_save(case: Case, tmp_path: Path) -> None:
    check_reading_by_transformers(case, tmp_path)


@pytest.mark.parametrize(
    "head",
    [
        "DistilBertForQuestionAnswering",
        "MPNetForTokenClassification",
        "AlbertForMaskedLM",
        "ElectraForMaskedLM",
        "DebertaV2ForMaskedLM",
        "RobertaForMultipleChoice",
        "GPT2LMHeadModel",
        "BartForConditionalGeneration",
    ],
)
def test_inputs_by_position_come_in_the_order_of_transformers(head: str) -> None:
    theirs = inspect.signature(getattr(transformers, head).forward).parameters
    ours = backends.model_class("numpy", head)._inputs[0]
    common = [name for name in theirs if name in ours]
    assert list(ours[: len(common)]) == common


# A line of each file that computes, and one that does too little. The other architectures are
# these networks under another name, distinguished by options whose tests are in their own files.
BROKEN = {
    "bert": ("hidden + self.position_embeddings(position_ids)", "hidden"),
    "roberta": ("self.layer_norm(ops.gelu(self.dense(hidden),", "(ops.gelu(self.dense(hidden),"),
    "distilbert": ("(self.attention(hidden, attend) + hidden)", "(self.attention(hidden, attend))"),
    "albert": ("self.full_layer_layer_norm(change + hidden)", "change + hidden"),
    "electra": ("self.activation(self.dense(hidden))", "self.dense(hidden)"),
    "mpnet": ("bias, attend)) + hidden)", "bias, attend)))"),
    "deberta_v2": ("residual + change", "change"),
    "gpt2": ("attend) + hidden", "attend)"),
    "llama": ("self.activation(self.gate_proj(hidden))", "self.gate_proj(hidden)"),
    "t5": ("return hidden + self.dropout(self.Dense", "return self.dropout(self.Dense"),
    "bart": ("hidden + self.dropout(output)", "self.dropout(output)"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_line_is_seen(name: str, tmp_path: Path) -> None:
    case = next(case for case in CASES if case.name == f"{name.replace('_', '-')}-once")
    assert_line_matters(case, tmp_path, name, *BROKEN[name])
