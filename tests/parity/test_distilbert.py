"""DistilBERT against transformers."""

from __future__ import annotations

import numpy as np
import transformers
from parity.architectures.distilbert import OTHER, SMALL

from auto_core import DistilBertConfig, NumpyDistilBertForMaskedLM, NumpyDistilBertModel


def test_sinusoidal_positions_start_as_upstreams() -> None:
    theirs = transformers.DistilBertModel(transformers.DistilBertConfig(**OTHER))
    ours = NumpyDistilBertModel(DistilBertConfig(**OTHER))
    table = ours.embeddings.position_embeddings.weight.materialised()
    expected = theirs.embeddings.position_embeddings.weight.detach().numpy()
    np.testing.assert_allclose(table, expected, atol=1e-6)


def test_token_types_that_any_tokenizer_may_add_are_left_out() -> None:
    model = NumpyDistilBertForMaskedLM(DistilBertConfig(**SMALL))
    ids = np.array([[3, 4]])
    found = model(input_ids=ids, token_type_ids=np.zeros_like(ids)).logits
    np.testing.assert_array_equal(found, model(input_ids=ids).logits)
