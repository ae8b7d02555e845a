"""The layer of get_input_embeddings() gives what a model takes as inputs_embeds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import architecture

# Tables that scale their rows, and one beside a stack that does (Pegasus).
TYPES = ["bart", "biogpt", "gemma2", "minicpm3", "pegasus", "xglm"]
IDS = np.array([[5, 6, 7]])


@pytest.mark.parametrize("backend", backends.BACKENDS)
@pytest.mark.parametrize("model_type", TYPES)
def test_rows(model_type: str, backend: str, tmp_path: Path) -> None:
    arch = architecture(model_type)
    for name, options in arch.configs.items():
        theirs = oracle.reference(f"{arch.prefix}Model", f"{arch.prefix}Config", dict(options))
        expected = theirs.get_input_embeddings()(torch.tensor(IDS)).detach().numpy()
        folder = oracle.save(theirs, tmp_path / name)
        table = backends.load(backend, f"{arch.prefix}Model", folder).get_input_embeddings()
        found = table(torch.tensor(IDS) if backend == "torch" else IDS)
        found = found.detach().numpy() if backend == "torch" else np.asarray(found)
        np.testing.assert_allclose(found, expected, rtol=1e-6)
