"""Mixtures of experts and latent attention: what the table of architectures does not show."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS
from parity.checks import Case, expected
from transformers.models.mixtral import modeling_mixtral

from auto_core.blocks.routers import load_balancing_loss
from auto_core.errors import InputError


def case_of(model_type: str) -> Case:
    """The last config of a causal language model."""
    arch = architecture(model_type)
    return arch.case(arch.rows[-1])


def test_the_cache_has_a_latent_and_a_shared_key_per_token() -> None:
    case = case_of("deepseek_v3")
    model = backends.load("numpy", case.head, expected(case).directory)
    ids = expected(case).inputs["input_ids"]
    cache = model(input_ids=ids, use_cache=True).past_key_values
    assert [x.shape for x in cache.keys] == [(*ids.shape, 1, model.config.kv_lora_rank)] * 3
    assert [x.shape for x in cache.values] == [(*ids.shape, 1, model.config.qk_rope_head_dim)] * 3


def test_the_routers_loss_without_a_mask() -> None:
    logits = [np.random.default_rng(seed).standard_normal((12, 5)) for seed in (0, 1)]
    given: Any = tuple(map(torch.from_numpy, logits))
    theirs = modeling_mixtral.load_balancing_loss_func(given, num_experts=5, top_k=2)
    assert load_balancing_loss(logits, 2) == pytest.approx(float(theirs), rel=1e-6)


def test_a_mask_that_cannot_tell_padding_is_refused_by_the_loss() -> None:
    case = case_of("mixtral")
    model = backends.load("numpy", case.head, expected(case).directory)
    inputs = {"input_ids": np.array([[3, 4]]), "attention_mask": np.ones((1, 1, 2, 2), bool)}
    model(**inputs)
    with pytest.raises(InputError, match="output_router_logits=False"):
        model(**inputs, output_router_logits=True)


@pytest.mark.skipif("torch" not in BACKENDS, reason="another backend's turn")
def test_jitter_is_in_training_alone() -> None:
    case = case_of("mixtral")
    directory = expected(case).directory
    plain, noisy = (
        backends.load("torch", case.head, directory, router_jitter_noise=noise)
        for noise in (0.0, 0.5)
    )
    ids = torch.tensor([[3, 4, 5]])
    with torch.no_grad():
        right = plain(ids).logits
        assert torch.equal(noisy(ids).logits, right)
        torch.testing.assert_close(plain.train()(ids).logits, right)
        assert not torch.allclose(noisy.train()(ids).logits, right)
