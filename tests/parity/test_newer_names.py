"""Files with the names that vision models have inside transformers 5, against transformers."""

from __future__ import annotations

from pathlib import Path

import pytest
from parity import (
    backends,
    oracle,
    test_detr,
    test_dinov2,
    test_maskformer,
    test_segformer,
    test_swin,
    test_vit,
    test_vit_mae,
)
from parity.backends import BACKENDS
from parity.checks import Case, compare, expected

CASES = [
    next(case for case in module.CASES if case.head == head)
    for module, head in [
        (test_vit, "ViTModel"),
        (test_vit_mae, "ViTMAEForPreTraining"),
        (test_swin, "SwinBackbone"),
        (test_segformer, "SegformerForSemanticSegmentation"),
        (test_detr, "DetrForSegmentation"),
        (test_maskformer, "MaskFormerModel"),
    ]
] + [case for case in test_dinov2.CASES if case.head == "Dinov2Model"]  # both feed-forwards

# A TensorFlow model's rules of loading are its network's: of a gated feed-forward, here.
RUNS = [(case, "numpy", "float64") for case in CASES]
RUNS += [(CASES[-1], "tf", "float32")] if "tf" in BACKENDS else []


@pytest.mark.parametrize(("case", "backend", "dtype"), RUNS, ids=str)
def test_newer_names(case: Case, backend: str, dtype: str, tmp_path: Path) -> None:
    model = oracle.reference(case.head, case.config, dict(case.options))
    model.save_pretrained(tmp_path, save_original_format=False)
    ours = backends.load(backend, case.head, tmp_path, dtype=dtype)
    compare(case, backend, backends.run(backend, ours, expected(case).inputs, **case.requests))
