"""torchinfo counts the parameters of our models, and follows their inputs."""

from __future__ import annotations

import pytest
import torch

from auto_core import BertConfig
from auto_torch import BertForSequenceClassification

torchinfo = pytest.importorskip("torchinfo")


def _model() -> BertForSequenceClassification:
    sizes = dict(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
    return BertForSequenceClassification(BertConfig(vocab_size=9, **sizes))


def test_summary() -> None:
    model = _model()
    summary = torchinfo.summary(model, verbose=0)
    assert summary.total_params == model.num_parameters()
    assert "BertSelfAttention" in str(torchinfo.summary(model, depth=9, verbose=0))


def test_summary_with_inputs() -> None:
    """It reads outputs as dicts."""
    inputs = {"input_ids": torch.tensor([[1, 2, 3], [4, 5, 6]])}
    summary = torchinfo.summary(_model(), input_data=inputs, depth=9, verbose=0)
    shapes = {layer.class_name: layer.output_size for layer in summary.summary_list}
    assert shapes["BertForSequenceClassification"] == [2, 2]
    assert shapes["BertSelfOutput"] == [2, 3, 16]
