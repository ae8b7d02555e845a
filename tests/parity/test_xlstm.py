"""xLSTM with fused projections, which transformers cannot initialise, and texts of many chunks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from parity.arch import VOCAB, architecture
from parity.backends import BACKENDS, load, run
from parity.checks import check, expected
from safetensors.numpy import load_file, save_file

ARCH = architecture("xlstm")
CASE = ARCH.by_id()["ForCausalLM-other"]
FUSED = {
    "mlstm_layer.qkv_opreact": [f"mlstm_layer.{name}" for name in ("q", "k", "v", "ogate_preact")],
    "mlstm_layer.ifgate_preact": ["mlstm_layer.igate_preact", "mlstm_layer.fgate_preact"],
    "ffn.proj_up_gate_z": ["ffn.proj_up_gate", "ffn.proj_up"],
}


def fuse(source: Path, target: Path) -> None:
    """The same checkpoint with fused projections."""
    weights = load_file(source / "model.safetensors")
    for block in range(2):
        for kind in ("weight", "bias"):
            for whole, parts in FUSED.items():
                names = [f"backbone.blocks.{block}.{part}.{kind}" for part in parts]
                joined = np.concatenate([weights.pop(name) for name in names])
                weights[f"backbone.blocks.{block}.{whole}.{kind}"] = joined
    config = json.loads((source / "config.json").read_text()) | {"weight_mode": "fused"}
    (target / "config.json").write_text(json.dumps(config))
    save_file(weights, target / "model.safetensors")


@pytest.mark.parametrize("backend", BACKENDS)
def test_fused_projections(backend: str, tmp_path: Path) -> None:
    source = expected(CASE).directory
    fuse(source, tmp_path)
    inputs = {"input_ids": expected(CASE).inputs["input_ids"]}
    found, right = (
        run(backend, load(backend, CASE.head, folder), inputs, fast=True)["logits"]
        for folder in (tmp_path, source)
    )
    np.testing.assert_allclose(found, right, rtol=0, atol=1e-5)


def long_texts(rng: np.random.Generator) -> dict[str, Any]:
    return {"input_ids": rng.integers(3, VOCAB, (2, 75))}


@pytest.mark.parametrize("backend", BACKENDS)
def test_texts_of_several_chunks(backend: str) -> None:
    row = next(row for row in ARCH.rows if row.id == "ForCausalLM-other")
    check(ARCH.case(row, long_texts, "long"), backend)
