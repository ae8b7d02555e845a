"""SegFormer: images of several sizes, its three heads and their losses, against transformers."""

from __future__ import annotations

import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.encoders import EVERYTHING, classes
from parity.images import images, pixel_classes
from parity.mutations import assert_seen

from auto_core.configs.segformer import SegformerConfig
from auto_core.errors import ConfigError

TINY = dict(
    num_encoder_blocks=2,
    depths=[1, 2],
    sr_ratios=[2, 1],
    hidden_sizes=[8, 12],
    patch_sizes=[7, 3],
    strides=[4, 2],
    num_attention_heads=[1, 2],
    mlp_ratios=[2, 3],
    decoder_hidden_size=10,
    num_labels=5,
)
OTHER = TINY | dict(
    drop_path_rate=0.3,
    hidden_act="relu",
    num_labels=1,
    reshape_last_stage=False,
    semantic_loss_ignore_index=7,
    sr_ratios=[4, 2],
)
BINARY = {"labels": pixel_classes(2, 2, 32, 32, ignored=7)}
CASES = [
    Case(f"Segformer{head}-{name}", f"Segformer{head}", "SegformerConfig", options, inputs, more)
    for name, head, options, inputs, more in [
        ("tiny", "Model", TINY, images(2, 3, 32, 40), EVERYTHING),
        ("odd", "Model", OTHER, images(1, 3, 35, 41), EVERYTHING),
        ("tiny", "ForImageClassification", TINY, images(2, 3, 32, 32, labels=classes(5, 2)), {}),
        ("tokens", "ForImageClassification", OTHER, images(2, 3, 24, 32), EVERYTHING),
        (
            "tiny",
            "ForSemanticSegmentation",
            TINY,
            images(2, 3, 32, 44, labels=pixel_classes(5, 2, 32, 44)),
            EVERYTHING,
        ),
        (
            "one class",
            "ForSemanticSegmentation",
            OTHER | dict(reshape_last_stage=True),
            images(2, 3, 32, 32, **BINARY),
            {},
        ),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    "name",
    ["segformer.encoder.block.0.0.attention.self.sr.bias", "decode_head.batch_norm.running_mean"],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[4], zero=name)


def test_a_stage_without_numbers_is_refused() -> None:
    with pytest.raises(ConfigError, match="depths"):
        SegformerConfig(num_encoder_blocks=3, depths=[1, 1])
