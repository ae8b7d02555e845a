"""torchinfo counts the parameters of our models."""

from __future__ import annotations

import pytest

from auto_core import BertConfig
from auto_torch import BertForSequenceClassification

torchinfo = pytest.importorskip("torchinfo")


def test_summary() -> None:
    sizes = dict(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
    model = BertForSequenceClassification(BertConfig(vocab_size=9, **sizes))
    summary = torchinfo.summary(model, verbose=0)
    assert summary.total_params == model.num_parameters()
    assert "BertSelfAttention" in str(torchinfo.summary(model, depth=9, verbose=0))
