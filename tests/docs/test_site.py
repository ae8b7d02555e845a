"""The documentation's site is built without a warning: links, references, signatures."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(600)
def test_the_site(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    guide = (tmp_path / "tasks/text_classification.html").read_text(encoding="utf-8")
    for name in ("PyTorch", "TensorFlow", "JAX/Flax", "NumPy", "FlaxAutoModelFor"):
        assert name in guide
    for name in ("boxes", "segments", "masks", "depth", "keypoints", "matches", "spectrogram"):
        image = Image.open(tmp_path / f"illustrations/{name}.png")
        assert len(np.unique(np.asarray(image))) > 10, name
        pages = [p.read_text(encoding="utf-8") for p in (tmp_path / "tasks").glob("*.html")]
        assert any(f"illustrations/{name}.png" in page for page in pages), name
    page = (tmp_path / "api/types/bert.html").read_text(encoding="utf-8")
    assert "dropout of the attention weights" in page
    assert "BertForMaskedLM" in page
    assert "한국어" in (tmp_path / "ko/index.html").read_text(encoding="utf-8")
    methods = (tmp_path / "api/models.html").read_text(encoding="utf-8")
    assert "ignore_mismatched_sizes" in methods
