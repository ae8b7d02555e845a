"""Sampling: what is filtered out, how often what remains is sampled, and repeatability."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from generation.checkpoints import expected, generated, model, numpy, prompt
from parity.backends import BACKENDS

FILTERS: dict[str, dict[str, Any]] = {
    "temperature": dict(temperature=0.6, top_k=0),
    "top-k": dict(top_k=7),
    "top-p": dict(top_p=0.7, top_k=0),
    "min-p": dict(min_p=0.15, top_k=0),
    "top-h": dict(top_h=0.5, top_k=0),
    "typical": dict(typical_p=0.6, top_k=0),
    "epsilon": dict(epsilon_cutoff=0.02, top_k=0),
    "eta": dict(eta_cutoff=0.05, top_k=0),
    "several": dict(temperature=1.4, top_k=20, top_p=0.9, min_p=0.05, typical_p=0.95),
    "as set": {},
}


@pytest.mark.parametrize("beams", [1, 2])
@pytest.mark.parametrize("name", FILTERS)
def test_same_seed_as_transformers(name: str, beams: int) -> None:
    """torch samples what transformers samples after the same torch.manual_seed."""
    options = dict(max_new_tokens=6, do_sample=True, num_beams=beams, pad_token_id=0)
    theirs = expected("gpt2", prompt(), **options, **FILTERS[name])
    model("torch", "gpt2")
    torch.manual_seed(0)
    ours = generated("torch", "gpt2", prompt(), **options, **FILTERS[name])
    np.testing.assert_array_equal(ours.numpy(), theirs.numpy())


def test_several_samples_of_one_prompt() -> None:
    """Each has a cache of its own."""
    options = dict(max_new_tokens=6, do_sample=True, num_return_sequences=3, pad_token_id=0)
    inputs = prompt(1, 4)
    theirs = expected("gpt2", inputs, **options)
    torch.manual_seed(0)
    ours = generated("torch", "gpt2", inputs, **options)
    np.testing.assert_array_equal(ours.numpy(), theirs.numpy())


@pytest.mark.parametrize("name", FILTERS)
def test_filters_in_numpy(name: str) -> None:
    options = dict(
        max_new_tokens=1,
        do_sample=True,
        pad_token_id=0,
        return_dict_in_generate=True,
        output_scores=True,
    )
    ours = generated("numpy", "gpt2", prompt(), **options, **FILTERS[name]).scores[0]
    theirs = expected("gpt2", prompt(), **options, **FILTERS[name]).scores[0].numpy()
    np.testing.assert_array_equal(np.isinf(ours), np.isinf(theirs))
    kept = ~np.isinf(theirs)
    np.testing.assert_allclose(ours[kept], theirs[kept], atol=2e-5)


@pytest.mark.parametrize("backend", BACKENDS)
def test_distribution_and_seed(backend: str) -> None:
    """600 first tokens of one prompt come as often as their probabilities say."""
    inputs = prompt(1, 4, padded=False)
    options = dict(do_sample=True, top_k=5, max_new_tokens=1, pad_token_id=0)
    many = options | dict(num_return_sequences=600)
    first = numpy(generated(backend, "gpt2", inputs, seed=3, **many))
    again = numpy(generated(backend, "gpt2", inputs, seed=3, **many))
    other = numpy(generated(backend, "gpt2", inputs, seed=4, **many))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    scores = expected(
        "gpt2", inputs, **options, return_dict_in_generate=True, output_scores=True
    ).scores[0]
    probabilities = scores.softmax(-1)[0].numpy()
    shares = np.bincount(first[:, -1], minlength=len(probabilities)) / len(first)
    assert set(np.flatnonzero(shares)) <= set(np.flatnonzero(probabilities))
    # Four standard deviations of a share of 600 samples.
    np.testing.assert_allclose(shares, probabilities, atol=4 * (0.25 / 600) ** 0.5)


def test_generators_and_global_seeds() -> None:
    inputs, options = prompt(1, 4), dict(do_sample=True, max_new_tokens=8, pad_token_id=0)

    def torch_sample(**random: Any) -> list[int]:
        return model("torch", "gpt2").generate(**inputs, **options, **random)[0].tolist()

    assert torch_sample(generator=torch.Generator().manual_seed(5)) == torch_sample(seed=5)

    def numpy_sample(**random: Any) -> list[int]:
        return model("numpy", "gpt2").generate(**inputs, **options, **random)[0].tolist()

    assert numpy_sample(generator=np.random.default_rng(5)) == numpy_sample(seed=5)
    np.random.seed(1)
    one = numpy_sample()
    np.random.seed(1)
    assert numpy_sample() == one
