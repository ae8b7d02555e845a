"""HRM-Text's prompts, which attend both ways, before what is generated."""

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

from auto_core.configs.hrm_text import HrmTextConfig

CASE = architecture("hrm_text").by_id()["ForCausalLM-other"]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("beams", [1, 3])
def test_generated_ids_are_those_of_transformers(backend: str, beams: int) -> None:
    directory = expected(CASE).directory
    theirs: Any = transformers.HrmTextForCausalLM.from_pretrained(directory)
    ids = np.array([[1, 1, 1, 5, 9, 7], [4, 8, 15, 16, 23, 42]])
    given = {"attention_mask": (ids != 1).astype(np.int64), "token_type_ids": np.ones_like(ids)}
    options = dict(max_new_tokens=8, do_sample=False, num_beams=beams, eos_token_id=2)
    options |= dict(pad_token_id=1)
    tensors = {name: torch.from_numpy(value) for name, value in given.items()}
    truth = theirs.generate(torch.from_numpy(ids), **tensors, **options)
    found = backends.load(backend, CASE.head, directory).generate(ids, **given, **options)
    assert np.array_equal(numpy(getattr(found, "sequences", found)), truth.numpy())


def test_layers_of_a_stack_and_of_all_cycles() -> None:
    first = HrmTextConfig(num_hidden_layers=3, H_cycles=2, L_cycles=3)
    assert (first.num_hidden_layers, first.num_layers_per_stack) == (24, 3)
    assert HrmTextConfig.from_dict(first.to_dict()) == first
