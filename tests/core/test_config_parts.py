"""Parts of configs whose dictionaries name no model type: they are of the published one."""

from __future__ import annotations

import pytest
from parity import oracle

import auto_core


@pytest.mark.parametrize(
    ("name", "part", "given"),
    [
        ("LightGlueConfig", "keypoint_detector_config", {"nms_radius": 3}),
        ("SuperGlueConfig", "keypoint_detector_config", {"nms_radius": 3}),
        ("GroundingDinoConfig", "text_config", {"num_hidden_layers": 3}),
        ("MMGroundingDinoConfig", "text_config", {"num_hidden_layers": 3}),
        ("OmDetTurboConfig", "text_config", {"num_hidden_layers": 3}),
        ("ColPaliConfig", "vlm_config", {"image_token_id": 7}),
        ("ColQwen2Config", "vlm_config", {"image_token_id": 7}),
        ("ColModernVBertConfig", "vlm_config", {"image_token_id": 7}),
        ("MusicgenConfig", "text_encoder", {"num_layers": 3}),
        ("MusicgenMelodyConfig", "audio_encoder", {"sampling_rate": 16000}),
        ("DepthProConfig", "image_model_config", {"use_swiglu_ffn": True}),
    ],
)
def test_a_part_without_a_model_type(name: str, part: str, given: dict[str, int]) -> None:
    exact = getattr(getattr(oracle.transformers, name)(**{part: given}), part)
    found = getattr(getattr(auto_core, name)(**{part: given}), part)
    assert found.model_type == exact.model_type
    for field, value in given.items():
        assert getattr(found, field) == getattr(exact, field) == value
