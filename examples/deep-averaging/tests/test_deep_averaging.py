"""The plugin through the Auto classes, on every backend, against its formula."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from auto_core import AutoConfig, NumpyAutoModelForSequenceClassification

FAMILIES = {
    "numpy": ("auto_core", "Numpy"),
    "torch": ("auto_torch", ""),
    "tf": ("auto_tf", "TF"),
    "flax": ("auto_flax", "Flax"),
}
IDS = np.array([[3, 4, 5, 6], [7, 8, 0, 0]])
SEEN = np.array([[1, 1, 1, 1], [1, 1, 0, 0]])


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    config = AutoConfig.for_model("deep-averaging", vocab_size=11, hidden_size=6, num_labels=3)
    NumpyAutoModelForSequenceClassification.from_config(config).save_pretrained(tmp_path)
    return tmp_path


def by_the_paper(directory: Path) -> np.ndarray:
    model = NumpyAutoModelForSequenceClassification.from_pretrained(directory, dtype="float64")
    values = {slot.name: slot.read() for slot in model.slots()}
    words = values["averaging.words.weight"]
    hidden = np.stack([words[[3, 4, 5, 6]].mean(0), words[[7, 8]].mean(0)])
    for layer in range(2):
        weight, bias = (values[f"averaging.layers.{layer}.{n}"] for n in ("weight", "bias"))
        hidden = np.tanh(hidden @ weight.T + bias)
    return hidden @ values["classifier.weight"].T + values["classifier.bias"]


@pytest.mark.parametrize("backend", FAMILIES)
def test_it_computes_the_formula(checkpoint: Path, backend: str) -> None:
    package, prefix = FAMILIES[backend]
    auto = getattr(importlib.import_module(package), f"{prefix}AutoModelForSequenceClassification")
    model = auto.from_pretrained(checkpoint)
    assert type(model).__name__ == f"{prefix}DeepAveragingForSequenceClassification"
    logits = model(IDS, SEEN).logits
    logits = logits.detach() if hasattr(logits, "detach") else logits
    assert np.allclose(np.asarray(logits), by_the_paper(checkpoint), atol=1e-6)


@pytest.mark.parametrize("backend", FAMILIES)
def test_the_base_model_loads_from_the_task_checkpoint(checkpoint: Path, backend: str) -> None:
    package, prefix = FAMILIES[backend]
    auto = getattr(importlib.import_module(package), f"{prefix}AutoModel")
    assert type(auto.from_pretrained(checkpoint)).__name__ == f"{prefix}DeepAveragingModel"
    assert "deep-averaging" in auto.supported_model_types()


def test_nothing_of_it_is_imported_before_it_is_asked_for() -> None:
    code = (
        "import sys; from auto_core import AutoConfig; AutoConfig.for_model('bert');"
        "assert 'deep_averaging' not in sys.modules;"
        "AutoConfig.for_model('deep-averaging'); assert 'deep_averaging' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
