"""ESM's contacts, and what files of it hold."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures.esm import ARCH, OTHER
from parity.backends import BACKENDS
from parity.checks import difference, expected
from safetensors.numpy import load_file, save_file

from auto_core.errors import ConfigError
from auto_core.registry.configs import config_from_dict


@pytest.mark.parametrize("backend", BACKENDS)
def test_contacts_are_those_of_transformers(backend: str, tmp_path: Path) -> None:
    model = oracle.reference("EsmForMaskedLM", "EsmConfig", OTHER | {"token_dropout": False})
    oracle.save(model, tmp_path)
    rng = np.random.default_rng(0)
    ids = rng.integers(3, 60, (2, 7))
    ids[:, -1], ids[1, 4:] = 2, (2, 1, 1)
    mask = (ids != 1).astype(np.int64)
    with torch.no_grad():
        exact = model.predict_contacts(torch.tensor(ids), torch.tensor(mask)).numpy()
    ours = backends.load(backend, "EsmForMaskedLM", tmp_path)
    ops = importlib.import_module(f"{backends.PACKAGES[backend][0]}.ops")
    with torch.no_grad():
        found = ours.predict_contacts(ops.asarray(ids), ops.asarray(mask))
    assert difference(np.asarray(found), exact) < 1e-4


@pytest.mark.parametrize("layer", ["*", "0", "1"])
def test_frequencies_are_those_of_the_file(layer: str, tmp_path: Path) -> None:
    case = ARCH.by_id()["Model-other"]
    reference = expected(case)
    for path in reference.directory.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    weights = load_file(tmp_path / "model.safetensors")
    weights = {k: v for k, v in weights.items() if "inv_freq" not in k}
    frequencies = np.linspace(0.3, 0.1, 6, dtype=np.float32)
    for index in (layer, "2"):
        name = f"encoder.layer.{index}.attention.self.rotary_embeddings.inv_freq"
        weights[name] = frequencies
    weights["embeddings.position_embeddings.weight"] = np.zeros((24, 24), np.float32)
    save_file(weights, tmp_path / "model.safetensors")
    model = backends.load("numpy", case.head, tmp_path)
    assert np.array_equal(model.rotary_embeddings.inv_freq.data, frequencies)


def test_esmfold_is_refused() -> None:
    with pytest.raises(ConfigError, match=re.escape("ESMFold (EsmForProteinFolding)")):
        config_from_dict({"model_type": "esm", "is_folding_model": True, "vocab_size": 33})
