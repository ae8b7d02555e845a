"""DPT on its own ViT, behind BiT and on DINOv2, against transformers."""

from __future__ import annotations

import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.encoders import EVERYTHING
from parity.images import TINY_VIT, images, pixel_classes
from parity.mutations import assert_seen

from auto_core import DPTConfig, NumpyDPTForDepthEstimation
from auto_core.errors import ConfigError

TINY = TINY_VIT | dict(
    num_hidden_layers=4,
    backbone_out_indices=[0, 1, 2, 3],
    neck_hidden_sizes=[6, 8, 10, 12],
    fusion_hidden_size=8,
)
OTHER = TINY | dict(
    backbone_out_indices=[1, 3],
    head_in_index=-2,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    neck_hidden_sizes=[6, 8],
    num_attention_heads=2,
    num_labels=5,
    pooler_act="relu",
    qkv_bias=False,
    readout_type="add",
    reassemble_factors=[2, 0.5, 1],  # the last is of no state
    semantic_loss_ignore_index=3,
    use_auxiliary_head=False,
    use_batch_norm_in_fusion_residual=True,
)
IGNORING = TINY | dict(readout_type="ignore", use_bias_in_fusion_residual=False, num_labels=3)
DINO = dict(
    model_type="dinov2",
    image_size=24,
    patch_size=8,
    hidden_size=12,
    num_hidden_layers=3,
    num_attention_heads=2,
    out_indices=[0, 1, 2, 3],
    reshape_hidden_states=False,
    apply_layernorm=False,
)
ON_DINO = TINY | dict(backbone_config=DINO, use_bias_in_fusion_residual=False, patch_size=8)
BIT = dict(
    depths=[1, 1, 2],
    embedding_dynamic_padding=True,
    embedding_size=8,
    global_padding="same",
    hidden_sizes=[8, 16, 24, 32],  # of a fourth stage, which is left out
    layer_type="bottleneck",
    num_groups=2,
    out_features=["stage1", "stage2", "stage3"],
)
HYBRID = TINY | dict(
    backbone_config=BIT,
    backbone_featmap_shape=[1, 24, 2, 2],
    image_size=32,
    is_hybrid=True,
    neck_hidden_sizes=[8, 16, 10, 12],
    num_labels=3,
    patch_size=16,
)
CASES = [
    Case(f"DPT{head}-{name}", f"DPT{head}", "DPTConfig", options, inputs, requests)
    for name, head, options, inputs, requests in [
        ("default", "Model", TINY, images(2, 3, 24, 24), EVERYTHING),
        ("larger", "Model", OTHER, images(2, 3, 33, 40), EVERYTHING),
        ("default", "ForDepthEstimation", TINY, images(2, 3, 24, 24), EVERYTHING),
        ("other", "ForDepthEstimation", OTHER, images(2, 3, 32, 32), {}),
        ("on-dinov2", "ForDepthEstimation", ON_DINO, images(2, 3, 24, 33), EVERYTHING),
        (
            "ignoring",
            "ForSemanticSegmentation",
            IGNORING,
            images(2, 3, 24, 24, labels=pixel_classes(3, 2, 24, 24)),
            EVERYTHING,
        ),
        ("other", "ForSemanticSegmentation", OTHER, images(2, 3, 24, 24), {}),
        ("hybrid", "ForDepthEstimation", HYBRID, images(1, 3, 32, 32), EVERYTHING),
    ]
]
DEPTH = CASES[2]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


def test_a_readout_that_is_set_later_is_refused() -> None:
    config = DPTConfig(**HYBRID)
    config.readout_type = "add"
    with pytest.raises(ConfigError, match="readout_type is 'add', expected 'project'"):
        NumpyDPTForDepthEstimation.skeleton(config)


def test_a_wrong_option_is_seen() -> None:
    assert_seen(DEPTH, options={"hidden_act": "gelu_new"})


@pytest.mark.parametrize(
    "name",
    [
        "dpt.embeddings.position_embeddings",
        "neck.reassemble_stage.readout_projects.2.0.bias",
        "neck.fusion_stage.layers.3.residual_layer1.convolution2.bias",
        "head.head.2.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(DEPTH, zero=name)
