"""DINOv2: images of any size, both feed-forwards, and its feature maps, against transformers."""

from __future__ import annotations

import pytest
from parity import backends
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.encoders import EVERYTHING, classes
from parity.images import TINY_VIT, images, masked_patches
from parity.mutations import assert_seen

from auto_core.errors import ConfigError, InputError

TINY = {name: value for name, value in TINY_VIT.items() if name != "intermediate_size"}
OTHER = TINY | dict(
    drop_path_rate=0.2,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    layerscale_value=0.3,
    mlp_ratio=3,
    num_attention_heads=2,
    num_labels=5,
    qkv_bias=False,
    use_mask_token=False,
    use_swiglu_ffn=True,
)
MAPS = TINY | dict(out_features=["stem", "stage2"])
TOKENS = OTHER | dict(out_indices=[1, -1], apply_layernorm=False, reshape_hidden_states=False)
MASK = {"bool_masked_pos": masked_patches(2, 9, masked=4)}
CASES = [
    Case(f"Dinov2{head}-{name}", f"Dinov2{head}", "Dinov2Config", options, inputs, requests)
    for name, head, options, inputs, requests in [
        ("masked", "Model", TINY, images(2, 3, 24, 24, **MASK), EVERYTHING),
        ("other", "Model", OTHER, images(2, 3, 35, 24), EVERYTHING),
        ("default", "ForImageClassification", TINY, images(2, 3, 24, 24), {}),
        (
            "other",
            "ForImageClassification",
            OTHER,
            images(2, 3, 16, 40, labels=classes(5, 2)),
            EVERYTHING,
        ),
        ("maps", "Backbone", MAPS, images(2, 3, 24, 41), EVERYTHING),
        ("tokens", "Backbone", TOKENS, images(2, 3, 24, 24), {}),
        ("last", "Backbone", TINY, images(1, 3, 24, 24), {}),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    "name",
    ["encoder.layer.0.layer_scale2.lambda1", "encoder.layer.1.mlp.weights_in.bias"],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[1], zero=name)


def test_masking_needs_a_mask_token() -> None:
    model = backends.load("numpy", "Dinov2Model", expected(CASES[1]).directory)
    with pytest.raises(InputError, match="use_mask_token=True"):
        model(**expected(CASES[0]).inputs)


def test_a_stage_that_is_none_is_refused() -> None:
    directory = expected(CASES[0]).directory
    with pytest.raises(ConfigError, match="stage2"):
        backends.load("numpy", "Dinov2Backbone", directory, out_features=["stage3"])
