"""Files of Qwen3-VL's mixtures of experts, as they were published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected
from safetensors.numpy import load_file, save_file

CASE = architecture("qwen3_vl_moe").labelled()


@pytest.mark.parametrize("backend", BACKENDS)
def test_stacks_of_experts_may_be_transposed(backend: str, tmp_path: Path) -> None:
    reference = expected(CASE)
    tensors = load_file(reference.directory / "model.safetensors")
    stacks = [name for name in tensors if ".experts." in name]
    assert stacks
    for name in stacks:
        tensors[name] = np.ascontiguousarray(tensors[name].swapaxes(1, 2))
    save_file(tensors, tmp_path / "model.safetensors", {"format": "pt"})
    (tmp_path / "config.json").write_text((reference.directory / "config.json").read_text())
    model = backends.load(backend, CASE.head, tmp_path, dtype="float32")
    found = backends.call(backend, model, reference.inputs).logits
    assert difference(np.asarray(found), reference.exact["logits"]) <= FLOAT32_TOLERANCE
