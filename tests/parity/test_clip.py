"""CLIP: both towers, apart and together, on all backends, against transformers."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest
from parity import backends
from parity.backends import BACKENDS
from parity.checks import FLOAT64_TOLERANCE, Case, check, difference, expected
from parity.images import images
from parity.mutations import assert_seen
from parity.towers import EVERYTHING, TEXT, VISION, both, check_method, texts

from auto_core.configs.clip import CLIPConfig, CLIPVisionConfig
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import BaseModelOutputWithPooling, CLIPOutput

TINY_TEXT = TEXT | dict(projection_dim=20, eos_token_id=66)
TINY_VISION = VISION | dict(projection_dim=20)
TINY = dict(text_config=TINY_TEXT, vision_config=TINY_VISION, projection_dim=20)
# The end token of older files, that of the greatest id; and options off their defaults.
OLD_TEXT = TINY_TEXT | dict(eos_token_id=2, hidden_act="gelu", layer_norm_eps=1e-3)
OTHER_VISION = TINY_VISION | dict(
    image_size=20, patch_size=4, num_channels=1, hidden_act="gelu_new", num_attention_heads=4
)
OTHER = dict(
    text_config=OLD_TEXT, vision_config=OTHER_VISION, projection_dim=12, logit_scale_init_value=1.5
)
PAIRS = EVERYTHING | dict(return_loss=True)
RESIZED = EVERYTHING | dict(interpolate_pos_encoding=True)

CASES = [
    Case(f"CLIP{head}-{name}", f"CLIP{head}", f"CLIP{config}", options, inputs, requests)
    for name, head, config, options, inputs, requests in [
        (
            "default",
            "Model",
            "Config",
            TINY,
            both(texts([7, 4, 2]), images(2, 3, 16, 16)),
            EVERYTHING,
        ),
        ("other", "Model", "Config", OTHER, both(texts([7, 4]), images(2, 1, 20, 20)), PAIRS),
        ("resized", "Model", "Config", TINY, both(texts([5]), images(1, 3, 25, 32)), RESIZED),
        ("default", "TextModel", "TextConfig", TINY_TEXT, texts([7, 4, 1]), EVERYTHING),
        ("other", "TextModel", "TextConfig", OLD_TEXT, texts([12]), EVERYTHING),
        ("default", "VisionModel", "VisionConfig", TINY_VISION, images(2, 3, 16, 16), EVERYTHING),
        ("other", "VisionModel", "VisionConfig", OTHER_VISION, images(1, 1, 20, 20), EVERYTHING),
        ("default", "TextModelWithProjection", "TextConfig", TINY_TEXT, texts([7, 4]), EVERYTHING),
        (
            "resized",
            "VisionModelWithProjection",
            "VisionConfig",
            TINY_VISION,
            images(1, 3, 8, 24),
            RESIZED,
        ),
        (
            "classes",
            "ForImageClassification",
            "Config",
            OTHER | {"num_labels": 5},
            images(3, 1, 20, 20, labels=lambda rng: rng.integers(0, 5, 3)),
            EVERYTHING,
        ),
        (
            "number",
            "ForImageClassification",
            "Config",
            TINY | {"num_labels": 1},
            images(2, 3, 16, 16, labels=lambda rng: rng.standard_normal(2).astype(np.float32)),
            {},
        ),
    ]
]
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    ("method", "names"),
    [
        ("get_text_features", ["input_ids", "attention_mask"]),
        ("get_image_features", ["pixel_values"]),
    ],
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_features(backend: str, method: str, names: list[str]) -> None:
    check_method(BY_NAME["CLIPModel-default"], backend, method, names)


@pytest.mark.parametrize(
    "part", ["CLIPTextModel", "CLIPVisionModel", "CLIPVisionModelWithProjection"]
)
def test_a_checkpoint_of_both_towers_serves_for_each(part: str) -> None:
    case = BY_NAME["CLIPModel-default"]
    reference = expected(case)
    model = backends.load("numpy", part, reference.directory, dtype="float64")
    names = type(model)._inputs[0]
    inputs = {name: value for name, value in reference.inputs.items() if name in names}
    found = backends.run("numpy", model, inputs)["last_hidden_state"]
    tower = "text" if "Text" in part else "vision"
    exact = reference.exact[f"{tower}_model_output.last_hidden_state"]
    assert difference(found, exact) <= FLOAT64_TOLERANCE


def test_a_checkpoint_of_a_tower_serves_a_classifier(tmp_path: Path) -> None:
    """Its config becomes that of the tower, as if of a checkpoint of both."""
    tower = backends.model_class("numpy", "CLIPVisionModel").from_config(
        CLIPVisionConfig(**TINY_VISION)
    )
    tower.save_pretrained(tmp_path)
    model = backends.model_class("numpy", "CLIPForImageClassification").from_pretrained(tmp_path)
    assert model.config.vision_config.patch_size == TINY_VISION["patch_size"]
    assert model.loading_report.initialised == ["classifier.weight", "classifier.bias"]


@pytest.mark.parametrize(
    "options",
    [
        {"text_config": TINY_TEXT | {"hidden_act": "gelu"}},
        {"text_config": TINY_TEXT | {"eos_token_id": 1}},
        {"vision_config": TINY_VISION | {"layer_norm_eps": 1e-3}},
        {"vision_config": TINY_VISION | {"num_attention_heads": 4}},
    ],
    ids=["hidden_act", "eos_token_id", "layer_norm_eps", "num_attention_heads"],
)
def test_a_wrong_option_is_seen(options: dict) -> None:
    assert_seen(BY_NAME["CLIPModel-default"], options=options)


@pytest.mark.parametrize(
    "name",
    [
        "logit_scale",
        "text_model.final_layer_norm.bias",
        "vision_model.embeddings.class_embedding",
        "vision_model.encoder.layers.1.self_attn.v_proj.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(BY_NAME["CLIPModel-default"], zero=name)


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_does_not_fit_is_refused(backend: str) -> None:
    model = backends.load(backend, "CLIPModel", expected(BY_NAME["CLIPModel-default"]).directory)
    image = np.zeros((1, 3, 16, 16), np.float32)
    with pytest.raises(InputError, match="8x16 pixels.*16x16"):
        model(input_ids=np.ones((1, 4), np.int64), pixel_values=image[:, :, :8])
    with pytest.raises(InputError, match="13 tokens.*12"):
        model(input_ids=np.ones((1, 13), np.int64), pixel_values=image)
    with pytest.raises(InputError, match="2 texts and 1 images"):
        model(input_ids=np.ones((2, 4), np.int64), pixel_values=image, return_loss=True)


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
    assert CLIPVisionConfig.from_dict({"vision_config": {"patch_size": 14}}).patch_size == 14
    both = CLIPConfig.from_text_vision_configs(old.text_config, {"patch_size": 14})
    assert both.text_config == old.text_config and both.vision_config.patch_size == 14
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
