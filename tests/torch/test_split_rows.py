"""Architectures split over two processes by `plan="auto"`: outputs and gradients of the whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from parity.arch import ALL, FOLDER
from processes import of_two

EPS = float(np.finfo(np.float32).eps)
# One of each way to be split, or not to be: by each part's own sizes, experts, convolutions beside
# attention, gates that depend on all features, two projections in one, prompts before the keys.
SOME = ["wav2vec2", "qwen3_moe", "whisper", "gemma3n_text", "moshi", "mvp", "encoder_decoder"]
# Reasons for which a row has nothing to compare.
EXCUSED = (
    "does not divide by",  # three heads, five experts
    "interpolate_pos_encoding=True",  # rows whose call has an option beside the inputs
    "missing 1 required keyword-only argument",
    "The checkpoint does not fit the model",  # files of parts that have other names
)
EVERY = sorted(path.stem for path in FOLDER.glob("*.py"))
PARTS = [EVERY[i : i + 40] for i in range(0, len(EVERY), 40)] if ALL else [SOME]


@pytest.mark.parametrize("names", PARTS, ids=lambda names: f"{names[0]}-{names[-1]}")
@pytest.mark.timeout(3000)
def test_the_split_model_computes_what_the_whole_does(names: list[str], tmp_path: Path) -> None:
    program = Path(__file__).with_name("split_rows_program.py")
    found = of_two(program, str(tmp_path), *names, timeout=2900)
    wrong = {}
    for row, result in found.items():
        if error := result.get("error"):
            fine = any(reason in error for reason in EXCUSED)
        else:
            # Sums of two halves instead of one: some roundings more, which deep networks enlarge.
            fine = max(result["difference"], result["gradients"]) < 256 * EPS
        if not fine:
            wrong[row] = result
    assert not wrong
    if not ALL:
        assert sum(result.get("split", 0) > 0 for result in found.values()) > 6
