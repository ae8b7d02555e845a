"""KOSMOS-2.5 from pages to texts, as transformers writes them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import backends
from parity.architectures.kosmos_2_5 import ARCH, SMALL, with_patches
from parity.backends import BACKENDS
from parity.checks import expected

CASE = ARCH.by_id()["ForConditionalGeneration-other"]


@pytest.mark.parametrize(
    "options", [{}, {"num_beams": 3}, {"use_cache": False}, {"image": False}], ids=str
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_generated_ids(backend: str, options: dict[str, Any]) -> None:
    """With padding on the left, before the tokens of images."""
    reference = expected(CASE)
    inputs = with_patches(8, 6, side="left", **SMALL)(np.random.default_rng(1))
    options = dict(options)
    if not options.pop("image", True):
        inputs = {name: inputs[name] for name in ("input_ids", "attention_mask")}
    options |= dict(max_new_tokens=7, do_sample=False, pad_token_id=0)
    theirs = transformers.Kosmos2_5ForConditionalGeneration.from_pretrained(reference.directory)
    given = {name: torch.as_tensor(value) for name, value in inputs.items()}
    truth = theirs.generate(**given, **options)
    auto = backends.model_class(backend, "AutoModelForImageTextToText")
    found = auto.from_pretrained(reference.directory).generate(**inputs, **options)
    assert np.asarray(getattr(found, "sequences", found)).tolist() == truth.tolist()
