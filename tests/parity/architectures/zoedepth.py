import pytest
from parity.arch import Arch, Row
from parity.images import TINY_VIT, images

BEIT = TINY_VIT | dict(
    model_type="beit",
    num_hidden_layers=4,
    out_features=["stage1", "stage2", "stage3", "stage4"],
    reshape_hidden_states=False,
    use_relative_position_bias=True,
)
TINY = dict(
    backbone_config=BEIT,
    neck_hidden_sizes=[6, 8, 10, 12],
    fusion_hidden_size=8,
    bottleneck_features=8,
    num_relative_features=6,
    num_attractors=[5, 4, 3, 2],
    bin_embedding_dim=10,
    bin_configurations=[dict(n_bins=7, min_depth=0.01, max_depth=10.0)],
)
NORMED = TINY | dict(
    attractor_kind="sum",
    batch_norm_eps=1e-3,
    bin_centers_type="normed",
    head_in_index=-2,
    hidden_act="relu",
    max_temp=20.0,
    min_temp=0.5,
    use_batch_norm_in_fusion_residual=True,
)
BOTH = TINY | dict(
    bin_configurations=[
        dict(name="nyu", n_bins=6, min_depth=0.01, max_depth=10.0),
        dict(name="kitti", n_bins=9, min_depth=0.02, max_depth=80.0),
    ],
    num_patch_transformer_layers=4,
    patch_transformer_hidden_size=128,
    patch_transformer_intermediate_size=20,
    patch_transformer_num_attention_heads=4,
    use_bias_in_fusion_residual=False,
)
PROJECTED = BOTH | dict(
    add_projection=True,
    bin_centers_type="normed",
    bottleneck_features=256,
    fusion_hidden_size=256,
    bin_configurations=[*reversed(BOTH["bin_configurations"])],
)


def exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    """transformers computes binomial coefficients in float32 whatever the model's dtype is."""
    from transformers.models.zoedepth import modeling_zoedepth as theirs

    rounded = theirs.log_binom
    monkeypatch.setattr(theirs, "log_binom", lambda n, k: rounded(n.double(), k.double()))


ARCH = Arch(
    "zoedepth",
    "ZoeDepth",
    "dpt",
    rows=[
        Row("ForDepthEstimation", NORMED, images(2, 3, 24, 32), "normed"),
        Row("ForDepthEstimation", BOTH, images(2, 3, 24, 24), "both"),
        Row("ForDepthEstimation", PROJECTED, images(3, 3, 24, 24), "projected", requests={}),
        Row("ForDepthEstimation", TINY, images(2, 3, 24, 33), "tiny"),
    ],
    must_see={
        "ForDepthEstimation-tiny": [
            "neck.reassemble_stage.readout_projects.2.0.bias",
            "metric_head.seed_bin_regressor.conv1.bias",
            "metric_head.attractors.3.conv2.bias",
            "metric_head.conditional_log_binomial.mlp.2.bias",
            "relative_head.conv3.bias",
        ],
        "ForDepthEstimation-both": [
            "metric_head.mlp_classifier.linear2.bias",
            "metric_head.patch_transformer.transformer_encoder.3.norm2.bias",
        ],
        "ForDepthEstimation-projected": ["relative_head.projection.bias"],
    },
    must_see_options={
        "ForDepthEstimation-normed": [
            {"attractor_kind": "mean"},
            {"batch_norm_eps": 1e-5},
            {"max_temp": 50.0},
            {"min_temp": 0.02},
            {"hidden_act": "gelu"},
            {"head_in_index": -1},
        ]
    },
    refuses=[
        {"readout_type": "add"},
        {"attractor_kind": "max"},
        {"bin_centers_type": "hybrid1"},
        {"reassemble_factors": [1]},
        {"num_attractors": [4, 3]},
        {"bottleneck_features": 9},
        {"add_projection": True},
        {"bin_configurations": [{"n_bins": 3}]},
        {"bin_configurations": [dict(n_bins=1.5, min_depth=0.1, max_depth=1.0)]},
        {"bin_configurations": [dict(n_bins=5, min_depth=2.0, max_depth=1.0)]},
        {"bin_configurations": BOTH["bin_configurations"][:1] * 3},
        {"bin_configurations": BOTH["bin_configurations"][:1] * 2},
        ({"bin_configurations": BOTH["bin_configurations"]}, "patch_transformer_hidden_size"),
    ],
    patch=exactly,
)
