"""Grounding DINO: what fresh models share, and gradients of attention weights."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from parity import backends

from auto_core import GroundingDinoConfig, MMGroundingDinoConfig

SIZES: dict[str, Any] = dict(
    d_model=32,
    encoder_layers=1,
    decoder_layers=3,
    encoder_attention_heads=2,
    decoder_attention_heads=2,
    encoder_ffn_dim=8,
    decoder_ffn_dim=8,
    num_queries=3,
    max_text_len=8,
    num_feature_levels=3,
    backbone_config=dict(
        model_type="resnet",
        embedding_size=8,
        hidden_sizes=[8, 8, 8, 8],
        depths=[1, 1, 1, 1],
        out_indices=[2, 3, 4],
    ),
    text_config=dict(
        model_type="bert",
        vocab_size=9,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
    ),
)


@pytest.mark.parametrize("backend", backends.BACKENDS)
def test_box_predictors_of_a_fresh_detector_are_one(backend: str) -> None:
    """Its head has no tensor of its own, so nothing is left to fill when it is made."""
    model = backends.model_class(backend, "GroundingDinoForObjectDetection")(
        GroundingDinoConfig(**SIZES)
    )
    model = getattr(model, "network", model)  # Keras' models own one
    slots = {slot.name: slot for slot in model.slots()}
    ties = model.ties()
    assert len(ties) == 2 * 6  # of two predictors, weight and bias of three layers
    for target, source in ties.items():
        assert slots[target].identity == slots[source].identity, f"{target} is not {source}"


@pytest.mark.skipif("torch" not in backends.BACKENDS, reason="another backend's turn")
@pytest.mark.parametrize("config_class", [GroundingDinoConfig, MMGroundingDinoConfig])
def test_attention_weights_of_the_encoder_have_gradients(config_class: type) -> None:
    """What is returned is what the output follows from: relevance maps need its gradient."""
    head = config_class.__name__.replace("Config", "Model")
    model = backends.model_class("torch", head)(config_class(**SIZES)).eval()
    images, tokens = torch.rand(1, 3, 64, 64), torch.tensor([[1, 2, 3, 4]])
    output = model(pixel_values=images, input_ids=tokens, output_attentions=True)
    kinds = output.encoder_attentions  # of images to text, text to images, text, images
    for weights in (layer for kind in kinds for layer in kind):
        weights.retain_grad()
    vision, text = output.encoder_last_hidden_state_vision, output.encoder_last_hidden_state_text
    (vision.sum() + text.sum()).backward()
    for number, kind in enumerate(kinds):
        assert all(weights.grad is not None for weights in kind), number
