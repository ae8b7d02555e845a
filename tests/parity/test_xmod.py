"""X-MOD's languages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import Case, difference, expected

from auto_core.errors import InputError


def case() -> Case:
    return architecture("xmod").by_id()["Model-default"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_another_default_language(backend: str) -> None:
    reference = expected(case())
    theirs = transformers.XmodModel.from_pretrained(reference.directory)
    model = backends.load(backend, "XmodModel", reference.directory)
    for language in ("hi_IN_rom", "en_XX"):
        for one in (theirs, model):
            one.set_default_language(language)
        with torch.no_grad():
            inputs = {name: torch.tensor(value) for name, value in reference.inputs.items()}
            truth = theirs(**inputs).last_hidden_state.numpy()
        found = backends.run(backend, model, reference.inputs)
        assert difference(found["last_hidden_state"], truth) <= 1e-5
    with pytest.raises(InputError, match="'fr_XX' has no adapter, expected one of en_XX, de_DE"):
        model.set_default_language("fr_XX")


def test_languages_of_texts_and_of_tokens() -> None:
    reference = expected(case())
    model = backends.load("numpy", "XmodModel", reference.directory, dtype="float64")
    whole = backends.run("numpy", model, reference.inputs)["last_hidden_state"]
    for shape in ((3,), (3, 9)):
        given: dict[str, Any] = reference.inputs | {"lang_ids": np.full(shape, 1)}
        found = backends.run("numpy", model, given)["last_hidden_state"]
        assert difference(found, whole) <= 1e-12
    model.config.default_language = None
    with pytest.raises(InputError, match="language of the texts is not known"):
        backends.run("numpy", model, reference.inputs)


@pytest.mark.skipif("torch" not in BACKENDS, reason="another backend's turn")
def test_languages_in_a_graph() -> None:
    reference = expected(case())
    model = backends.load("torch", "XmodModel", reference.directory)
    inputs = {name: torch.tensor(value) for name, value in reference.inputs.items()}
    inputs["lang_ids"] = torch.tensor([2, 0, 1])
    truth = model(**inputs).last_hidden_state
    compiled = torch.compile(model, backend="eager", fullgraph=True)
    torch.testing.assert_close(compiled(**inputs).last_hidden_state, truth)


@pytest.mark.skipif("torch" not in BACKENDS, reason="another backend's turn")
def test_generated_ids() -> None:
    row = architecture("xmod").by_id()["ForCausalLM-decoder"]
    reference = expected(row)
    theirs = transformers.XmodForCausalLM.from_pretrained(reference.directory)
    ours = backends.load("torch", row.head, reference.directory)
    ids = torch.tensor([[5, 9, 7], [4, 8, 15]])
    for beams in (1, 3):
        options = dict(do_sample=False, num_beams=beams, max_new_tokens=6, eos_token_id=2)
        found = ours.generate(ids, pad_token_id=1, **options)
        truth = theirs.generate(ids, pad_token_id=1, **options)
        assert torch.equal(getattr(found, "sequences", found), truth)
