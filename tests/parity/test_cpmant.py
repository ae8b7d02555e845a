"""CPM-Ant's steps of generation: prompts are computed both ways, and tokens behind them once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
import transformers
from generation.checkpoints import numpy
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import expected

CASE = architecture("cpmant").by_id()["ForCausalLM-other"]
IDS = np.array([[0, 0, 0, 5, 9, 7], [4, 8, 15, 16, 23, 42]])


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("beams", [1, 3])
def test_generated_ids_are_those_of_transformers(backend: str, beams: int) -> None:
    directory = expected(CASE).directory
    theirs: Any = transformers.CpmAntForCausalLM.from_pretrained(directory)
    mask = (IDS != 0).astype(np.int64)
    options = dict(max_new_tokens=8, do_sample=False, num_beams=beams, eos_token_id=2)
    options |= dict(pad_token_id=0)
    truth = theirs.generate(torch.from_numpy(IDS), attention_mask=torch.from_numpy(mask), **options)
    found = backends.load(backend, CASE.head, directory).generate(
        IDS, attention_mask=mask, **options
    )
    assert np.array_equal(numpy(getattr(found, "sequences", found)), truth.numpy())


def test_a_mask_does_not_matter() -> None:
    """Padding is known by its id, as upstream has it."""
    model: Any = backends.load("numpy", CASE.head, expected(CASE).directory)
    plain, masked = model(IDS), model(IDS, attention_mask=np.zeros_like(IDS))
    assert np.array_equal(plain.logits, masked.logits)
