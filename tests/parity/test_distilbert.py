"""DistilBERT against transformers."""

from __future__ import annotations

import numpy as np
import pytest
import transformers
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.encoders import VOCABULARY, head_cases
from parity.mutations import assert_seen

from auto_core import DistilBertConfig, NumpyDistilBertForMaskedLM, NumpyDistilBertModel
from auto_core.errors import UnknownArgumentError

SMALL = dict(
    vocab_size=VOCABULARY,
    dim=24,
    n_layers=3,
    n_heads=4,
    hidden_dim=40,
    max_position_embeddings=33,
)
OTHER = SMALL | dict(
    activation="relu",
    n_heads=2,
    n_layers=2,
    num_labels=5,
    pad_token_id=1,
    sinusoidal_pos_embds=True,
    chunk_size_feed_forward=3,
)

CASES = head_cases("DistilBert", SMALL, OTHER, segments=False)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("options", [{"activation": "relu"}, {"n_heads": 2}], ids=str)
def test_a_wrong_option_is_seen(options: dict) -> None:
    assert_seen(CASES[0], options=options)


@pytest.mark.parametrize(
    "name", ["embeddings.position_embeddings.weight", "transformer.layer.2.sa_layer_norm.bias"]
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[0], zero=name)


def test_sinusoidal_positions_start_as_upstreams() -> None:
    theirs = transformers.DistilBertModel(transformers.DistilBertConfig(**OTHER))
    ours = NumpyDistilBertModel(DistilBertConfig(**OTHER))
    table = ours.embeddings.position_embeddings.weight.materialised()
    expected = theirs.embeddings.position_embeddings.weight.detach().numpy()
    np.testing.assert_allclose(table, expected, atol=1e-6)


def test_segments_are_refused() -> None:
    model = NumpyDistilBertForMaskedLM(DistilBertConfig(**SMALL))
    ids = np.array([[3, 4]])
    with pytest.raises(UnknownArgumentError, match="token_type_ids"):
        model(input_ids=ids, token_type_ids=np.zeros_like(ids))
