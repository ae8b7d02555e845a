"""CLIP: both towers, apart and together, on all backends, against transformers."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.architectures.clip import TINY_VISION
from parity.backends import BACKENDS
from parity.checks import FLOAT64_TOLERANCE, difference, expected
from parity.towers import check_method

from auto_core.configs.clip import CLIPConfig, CLIPVisionConfig
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import BaseModelOutputWithPooling, CLIPOutput

CLIP = architecture("clip").by_id()


@pytest.mark.parametrize(
    ("method", "names"),
    [
        ("get_text_features", ["input_ids", "attention_mask"]),
        ("get_image_features", ["pixel_values"]),
    ],
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_features(backend: str, method: str, names: list[str]) -> None:
    check_method(CLIP["Model-default"], backend, method, names)


@pytest.mark.parametrize(
    "part", ["CLIPTextModel", "CLIPVisionModel", "CLIPVisionModelWithProjection"]
)
def test_a_checkpoint_of_both_towers_serves_for_each(part: str) -> None:
    case = CLIP["Model-default"]
    reference = expected(case)
    model = backends.load("numpy", part, reference.directory, dtype="float64")
    names = type(model)._inputs[0]
    inputs = {name: value for name, value in reference.inputs.items() if name in names}
    found = backends.run("numpy", model, inputs)["last_hidden_state"]
    tower = "text" if "Text" in part else "vision"
    exact = reference.exact[f"{tower}_model_output.last_hidden_state"]
    assert difference(found, exact) <= FLOAT64_TOLERANCE


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_does_not_fit_is_refused(backend: str) -> None:
    model = backends.load(backend, "CLIPModel", expected(CLIP["Model-default"]).directory)
    image = np.zeros((1, 3, 16, 16), np.float32)
    with pytest.raises(InputError, match="8x16 pixels.*16x16"):
        model(input_ids=np.ones((1, 4), np.int64), pixel_values=image[:, :, :8])
    with pytest.raises(InputError, match="13 tokens.*12"):
        model(input_ids=np.ones((1, 13), np.int64), pixel_values=image)
    with pytest.raises(InputError, match="2 texts and 1 images"):
        model(input_ids=np.ones((2, 4), np.int64), pixel_values=image, return_loss=True)


def test_a_checkpoint_of_a_tower_serves_a_classifier(tmp_path: Path) -> None:
    """Its config becomes that of the tower, as if of a checkpoint of both."""
    tower = backends.model_class("numpy", "CLIPVisionModel").from_config(
        CLIPVisionConfig(**TINY_VISION)
    )
    tower.save_pretrained(tmp_path)
    model = backends.model_class("numpy", "CLIPForImageClassification").from_pretrained(tmp_path)
    assert model.config.vision_config.patch_size == TINY_VISION["patch_size"]
    assert model.loading_report.initialised == ["classifier.weight", "classifier.bias"]


def test_configs_within_a_config() -> None:
    assert CLIPConfig().vision_config.hidden_size == 768
    # clip-vit-large-patch14's file, whose towers are given twice.
    old = CLIPConfig.from_dict(
        {
            "text_config": {"hidden_size": 512, "eos_token_id": 2},
            "text_config_dict": {"hidden_size": 768, "num_attention_heads": 12},
            "vision_config_dict": None,
        }
    )
    assert (old.text_config.hidden_size, old.text_config.eos_token_id) == (768, 49407)
    assert "text_config_dict" not in old.to_dict()
    both = CLIPConfig.from_text_vision_configs(old.text_config, {"patch_size": 14})
    assert both.text_config == old.text_config and both.vision_config.patch_size == 14
    assert CLIPVisionConfig.from_dict({"vision_config": {"patch_size": 14}}).patch_size == 14
    with pytest.raises(ConfigError, match="num_attention_heads.*divisor of hidden_size=30"):
        CLIPConfig(text_config={"hidden_size": 30, "num_attention_heads": 4})


@pytest.mark.parametrize("backend", [name for name in BACKENDS if name != "numpy"])
def test_a_towers_output_keeps_its_names_in_a_tree(backend: str) -> None:
    module, mapped = {
        "torch": ("torch.utils._pytree", "tree_map"),
        "tf": ("keras.tree", "map_structure"),
        "flax": ("jax.tree", "map"),
    }[backend]
    backends.model_class(backend, "CLIPModel")  # its package makes outputs known to trees
    tower = BaseModelOutputWithPooling(pooler_output=np.ones(2))
    output = CLIPOutput(logits_per_text=np.ones(3), text_model_output=tower)
    doubled = getattr(importlib.import_module(module), mapped)(lambda x: 2 * x, output)
    np.testing.assert_array_equal(doubled.text_model_output.pooler_output, 2 * np.ones(2))
