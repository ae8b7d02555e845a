"""Attention weights and hidden states have the same gradients with and without checkpointing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import auto_core
import auto_torch

TINY = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=4, intermediate_size=20)
IMAGE = dict(image_size=24, patch_size=8)
CONVOLUTIONS = dict(conv_dim=(8, 10), conv_kernel=(5, 3), conv_stride=(3, 2))
POSITIONS = dict(num_conv_pos_embeddings=4, num_conv_pos_embedding_groups=2)
DROPOUTS = ("hidden_dropout", "activation_dropout", "attention_dropout", "layerdrop")
UNDROPPED = dict.fromkeys((*DROPOUTS, "mask_time_prob"), 0.0)
SWIN = dict(image_size=32, patch_size=4, embed_dim=8, depths=[2, 2], num_heads=[2, 4])
CASES: list[tuple[str, dict[str, Any], tuple[int, ...]]] = [
    ("ViT", TINY | IMAGE, (2, 3, 24, 24)),
    ("CLIPVision", TINY | IMAGE, (2, 3, 24, 24)),
    ("Swin", SWIN | dict(window_size=4, drop_path_rate=0.0), (2, 3, 32, 32)),
    ("WavLM", TINY | CONVOLUTIONS | POSITIONS | UNDROPPED, (2, 120)),  # a bias that is learned
]


@pytest.mark.parametrize(("prefix", "options", "shape"), CASES, ids=[case[0] for case in CASES])
def test_checkpointing_changes_no_gradient(
    prefix: str, options: dict[str, Any], shape: tuple[int, ...]
) -> None:
    config = getattr(auto_core, f"{prefix}Config")(**options)
    model = getattr(auto_torch, f"{prefix}Model")(config).train()
    inputs = torch.as_tensor(np.random.default_rng(0).standard_normal(shape).astype(np.float32))

    def gradients() -> dict[str, torch.Tensor]:
        model.zero_grad()
        output = model(inputs, output_attentions=True, output_hidden_states=True)
        recorded = [*output.attentions, *output.hidden_states]
        sum(x.square().mean() for x in recorded).backward()
        grads = {name: p.grad for name, p in model.named_parameters()}
        return {name: grad.clone() for name, grad in grads.items() if grad is not None}

    plain = gradients()
    model.gradient_checkpointing_enable()
    again = gradients()
    assert plain.keys() == again.keys()
    for name, gradient in plain.items():
        torch.testing.assert_close(again[name], gradient, msg=name)
