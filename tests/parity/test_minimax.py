"""MiniMax whose first layer has lightning attention, as published."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from generation.checkpoints import numpy
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import check, expected

from auto_core.configs.minimax import MiniMaxConfig

ARCH = architecture("minimax")
FIRST = ["linear_attention", "linear_attention", "full_attention", "linear_attention"]
CASE = ARCH.by_id()["ForCausalLM-other"]
CASE = replace(CASE, name="minimax-first", options={**CASE.options, "layer_types": FIRST})


@pytest.fixture(autouse=True)
def tables(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ARCH.patch is not None
    ARCH.patch(monkeypatch)


@pytest.mark.parametrize("backend", [b for b in BACKENDS if b in ("numpy", "torch")])
def test_forward(backend: str) -> None:
    check(CASE, backend)


@pytest.mark.parametrize("backend", [b for b in BACKENDS if b in ("numpy", "torch")])
@pytest.mark.parametrize("beams", [1, 3])
def test_generated_ids_are_those_without_a_cache(backend: str, beams: int) -> None:
    """transformers' cache counts no tokens here, so that with it masks and positions are wrong."""
    directory = expected(CASE).directory
    theirs: Any = transformers.MiniMaxForCausalLM.from_pretrained(directory)
    ids = np.array([[1, 1, 1, 5, 9, 7], [4, 8, 15, 16, 23, 42]])
    options = dict(max_new_tokens=8, do_sample=False, num_beams=beams, eos_token_id=2)
    options |= dict(pad_token_id=1)
    mask = torch.from_numpy(ids != 1).long()
    truth = theirs.generate(torch.from_numpy(ids), attention_mask=mask, use_cache=False, **options)
    ours = backends.load(backend, CASE.head, directory)
    found = ours.generate(ids, attention_mask=(ids != 1).astype(np.int64), **options)
    assert np.array_equal(numpy(found), truth.numpy())


def test_rotary_dim_is_the_part_of_a_head_that_rotates() -> None:
    config = MiniMaxConfig.from_dict({"head_dim": 128, "rotary_dim": 64})
    assert config.rotary_size == 64
    assert MiniMaxConfig().rotary_size == 128
