"""Files with the names that vision models have inside transformers 5, against transformers."""

from __future__ import annotations

from pathlib import Path

import pytest
from parity import backends, oracle
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import Case, compare, expected

CASES = [
    architecture(name).by_id()[row]
    for name, row in [
        ("vit", "Model-default"),
        ("vit_mae", "ForPreTraining-default"),
        ("beit", "Model-masked"),
        ("beit", "ForSemanticSegmentation-tiny"),
        ("pixio", "Backbone-tiny"),
        ("pixio", "Model-tiny"),
        ("swin", "Backbone-last"),
        ("segformer", "ForSemanticSegmentation-tiny"),
        ("detr", "ForSegmentation-labels"),
        ("maskformer", "Model-tiny"),
        ("dinov2", "Model-masked"),
        ("dinov2", "Model-other"),  # the gated feed-forward
    ]
]

# A TensorFlow model's rules of loading are its network's: of a gated feed-forward, here.
RUNS = [(case, "numpy", "float64") for case in CASES]
RUNS += [(CASES[-1], "tf", "float32")] if "tf" in BACKENDS else []


@pytest.mark.parametrize(("case", "backend", "dtype"), RUNS, ids=str)
def test_newer_names(case: Case, backend: str, dtype: str, tmp_path: Path) -> None:
    model = oracle.reference(case.head, case.config, dict(case.options))
    model.save_pretrained(tmp_path, save_original_format=False)
    ours = backends.load(backend, case.head, tmp_path, dtype=dtype)
    compare(case, backend, backends.run(backend, ours, expected(case).inputs, **case.requests))
