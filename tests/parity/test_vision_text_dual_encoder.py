"""Vision-text dual encoders of several parts, on all backends, against transformers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from parity import backends, oracle
from parity.arch import architecture
from parity.architectures.vision_text_dual_encoder import BERT, CLIP, pairs
from parity.backends import BACKENDS, model_class
from parity.checks import difference, expected

from auto_core.configs.vision_text_dual_encoder import VisionTextDualEncoderConfig
from auto_core.errors import InputError

CASES = architecture("vision_text_dual_encoder").by_id()


@pytest.mark.parametrize("backend", BACKENDS)
def test_features(backend: str) -> None:
    case = CASES["Model-vit-bert"]
    model = backends.load(backend, case.head, expected(case).directory)
    inputs = expected(case).inputs
    ops = backends.importlib.import_module(f"{backends.PACKAGES[backend][0]}.ops")
    image = model.get_image_features(ops.asarray(inputs["pixel_values"])).pooler_output
    image = np.asarray(image.detach() if hasattr(image, "detach") else image)
    image = image / np.linalg.norm(image, axis=-1, keepdims=True)
    assert difference(image, expected(case).exact["image_embeds"]) < 1e-5


@pytest.mark.parametrize("backend", BACKENDS)
def test_two_checkpoints(backend: str, tmp_path: Path) -> None:
    """Of CLIP the tower for images; the text model whole. The projections are new."""
    tower = {k: v for k, v in CLIP.items() if k != "model_type"}
    words = dict(vocab_size=30, hidden_size=16, num_hidden_layers=1, num_attention_heads=2)
    options = {"vision_config": tower, "text_config": words | {"intermediate_size": 20}}
    clip = oracle.save(oracle.reference("CLIPModel", "CLIPConfig", options), tmp_path / "clip")
    plain = {k: v for k, v in BERT.items() if k != "model_type"}
    bert = oracle.save(oracle.reference("BertModel", "BertConfig", plain), tmp_path / "bert")
    whole = model_class(backend, "VisionTextDualEncoderModel")
    ours = whole.from_vision_text_pretrained(clip, bert, projection_dim=7)
    assert set(ours.loading_report.initialised) == {
        "visual_projection.weight",
        "text_projection.weight",
        "logit_scale",
    }
    assert ours.config.projection_dim == 7
    ours.save_pretrained(tmp_path / "whole")
    theirs = oracle.transformers.VisionTextDualEncoderModel.from_pretrained(tmp_path / "whole")
    inputs = pairs(np.random.default_rng(0))
    exact = oracle.outputs(theirs.eval(), inputs, double=False)["logits_per_image"]
    found = backends.run(backend, ours, inputs)["logits_per_image"]
    assert difference(found, exact) < 1e-5


def test_the_tower_for_images_is_taken() -> None:
    config = VisionTextDualEncoderConfig(vision_config={"model_type": "clip"}, text_config=BERT)
    assert config.vision_config.model_type == "clip_vision_model"


def test_it_is_made_of_something() -> None:
    with pytest.raises(InputError, match="a config, or vision_model and text_model"):
        model_class("numpy", "VisionTextDualEncoderModel")()
    with pytest.raises(InputError, match="Pass text_model_name_or_path"):
        model_class("numpy", "VisionTextDualEncoderModel").from_vision_text_pretrained("x")
