"""DeBERTa v2: every kind of relative positions, buckets, the convolution, against transformers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import architecture
from parity.backends import model_class
from parity.checks import expected
from parity.encoders import TINY

from auto_core import DebertaV2Config
from auto_core.errors import ConfigError, InputError

CASES = architecture("deberta_v2").by_id()


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
    case = CASES["ForMaskedLM-new-head"]
    reference = expected(case)
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    ours = backends.load("torch", case.head, reference.directory)
    theirs(**{name: torch.as_tensor(x) for name, x in reference.inputs.items()}).loss.backward()
    ours(**reference.inputs).loss.backward()
    tables = [model.deberta.embeddings.word_embeddings for model in (ours, theirs)]
    row = tables[0].padding_idx
    assert tables[1].weight.grad[row].any()
    torch.testing.assert_close(*(table.weight.grad[row] for table in tables))
