"""A model in a few lines."""

from __future__ import annotations

import math

import pytest
from parity.backends import BACKENDS

from auto_core import BertConfig
from auto_core.pretrained.tree import tree

CONFIG = BertConfig(
    hidden_size=8, num_hidden_layers=3, num_attention_heads=2, intermediate_size=8, vocab_size=20
)


def test_parts_and_parameters() -> None:
    from auto_core import NumpyBertModel

    model = NumpyBertModel(CONFIG)
    first, *lines = tree(model).splitlines()
    total = sum(math.prod(slot.shape) for slot in model.slots())
    assert first == f"NumpyBertModel({total:,} parameters, float32)"
    assert "  embeddings 4,288" in lines
    assert "    word_embeddings 160" in lines
    assert "    layer 3 x 464" in lines
    assert not any("query" in line for line in lines)


@pytest.mark.parametrize("backend", [name for name in ("flax", "tf") if name in BACKENDS])
def test_representations_are_short(backend: str) -> None:
    name = {"flax": "FlaxBertModel", "tf": "TFBertModel"}[backend]
    package = __import__(f"auto_{backend}")
    shown = repr(getattr(package, name)(CONFIG))
    assert shown.startswith(f"{name}(5,752 parameters, float32)")
    assert "layer 3 x 464" in shown
    assert len(shown.splitlines()) < 15
