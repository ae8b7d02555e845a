"""Hidden states and attentions of `generate` that lie otherwise than those of most models."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, Case, difference, expected

from auto_core.tensors import to_numpy

REQUESTS = {"return_dict_in_generate": True, "max_new_tokens": 3, "eos_token_id": None}


def both(case: Case, backend: str, name: str, **options: Any) -> tuple[Any, Any]:
    """What transformers and this library give of each step."""
    reference = expected(case)
    given = {k: v for k, v in reference.inputs.items() if k not in ("labels", "attention_mask")}
    # No padding, whose hidden states mean nothing.
    given["input_ids"] = np.maximum(given["input_ids"], 3)
    options |= {"do_sample": False, f"output_{name}": True, **REQUESTS}
    theirs = getattr(transformers, case.head).from_pretrained(
        reference.directory, attn_implementation="eager"
    )
    exact = theirs.eval().generate(**{k: torch.tensor(v) for k, v in given.items()}, **options)
    mine = backends.load(backend, case.head, reference.directory)
    return exact[name], mine.generate(**given, **options)[name]


def compare(exact: Any, found: Any) -> None:
    assert len(found) == len(exact)
    for step, other in zip(found, exact, strict=True):
        for mine, theirs in zip(step, other, strict=True):
            assert difference(to_numpy(mine), theirs.numpy()) <= FLOAT32_TOLERANCE


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("num_beams", [1, 2])
def test_streams_stand_before_the_batch(num_beams: int, backend: str) -> None:
    """Gemma 3n's hidden states [n b t d], of which beams repeat b."""
    case = architecture("gemma3n_text").by_id()["ForCausalLM-default"]
    exact, found = both(case, backend, "hidden_states", num_beams=num_beams)
    assert np.shape(found[0][0])[1] == num_beams * len(expected(case).inputs["input_ids"])
    compare(exact, found)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("use_cache", [True, False])
def test_attentions_to_images_have_all_their_keys(use_cache: bool, backend: str) -> None:
    """Mllama's, which stand among those to tokens, whose keys are as many as tokens."""
    case = architecture("mllama").by_id()["ForConditionalGeneration-default"]
    exact, found = both(case, backend, "attentions", use_cache=use_cache)
    assert len({np.shape(layer)[-1] for layer in found[-1]}) == 2
    compare(exact, found)
