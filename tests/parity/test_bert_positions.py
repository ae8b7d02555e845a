"""BERT's relative positions, which transformers 5 ignores: against the paper's formula.

Huang et al., 2020, arXiv:2009.13658, methods 3 and 4: the score of query i and key j is
(q_i . k_j + q_i . a) / sqrt(s), and with method 4 also + k_j . a, where a is the learnt vector
of the distance i - j.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from parity import backends
from parity.backends import BACKENDS
from parity.checks import difference
from parity.texts import padding, token_ids

from auto_core import BertConfig, NumpyBertModel

MOST = 17
SCHEMES = ("relative_key", "relative_key_query")
REQUESTS = dict(output_hidden_states=True, output_attentions=True)


@pytest.fixture(params=SCHEMES)
def checkpoint(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    config = BertConfig(
        vocab_size=67,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=3,
        intermediate_size=40,
        max_position_embeddings=MOST,
        position_embedding_type=request.param,
        initializer_range=0.3,
    )
    NumpyBertModel(config).save_pretrained(tmp_path)
    return tmp_path


def by_the_paper(model: NumpyBertModel, layer: int, hidden: np.ndarray, mask: np.ndarray):
    """Attention weights [b h q k], one number after the other."""
    attention = model.encoder.layer[layer].attention.self
    table = attention.distance_embedding.weight.data
    query, key = (
        projection(hidden).reshape(*hidden.shape[:2], 3, 8)
        for projection in (attention.query, attention.key)
    )
    batch, tokens = hidden.shape[:2]
    scores = np.full((batch, 3, tokens, tokens), -np.inf)
    for b, h, i, j in np.ndindex(scores.shape):
        if not mask[b, j]:
            continue
        vector = table[i - j + MOST - 1]
        score = query[b, i, h] @ key[b, j, h] + query[b, i, h] @ vector
        if model.config.position_embedding_type == "relative_key_query":
            score += key[b, j, h] @ vector
        scores[b, h, i, j] = score / np.sqrt(8)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    return weights / weights.sum(-1, keepdims=True)


@pytest.mark.parametrize("backend", BACKENDS)
def test_scores_are_the_papers(checkpoint: Path, backend: str) -> None:
    rng = np.random.default_rng(1)
    inputs = {"input_ids": token_ids(rng, 67, 2, 6), "attention_mask": padding([6, 4], 6)}
    exact = NumpyBertModel.from_pretrained(checkpoint, dtype="float64")
    truth = backends.run("numpy", exact, inputs, **REQUESTS)
    options = {"dtype": "float64" if backend == "numpy" else "float32"}
    model = backends.load(backend, "BertModel", checkpoint, **options)
    found = backends.run(backend, model, inputs, **REQUESTS)
    for layer in range(2):
        hidden = truth[f"hidden_states.{layer}"]
        weights = by_the_paper(exact, layer, hidden, inputs["attention_mask"])
        assert difference(found[f"attentions.{layer}"], weights) < 1e-5
    # Without the weights asked for, the fused path is taken; it must agree.
    fused = backends.run(backend, model, inputs)
    assert difference(fused["last_hidden_state"], truth["last_hidden_state"]) < 1e-5


def test_no_absolute_position_is_added(checkpoint: Path) -> None:
    model = NumpyBertModel.from_pretrained(checkpoint)
    word = np.full((1, 5), 7)
    embedded = model(word, output_hidden_states=True).hidden_states[0]
    assert np.array_equal(embedded[:, 0], embedded[:, 4])
