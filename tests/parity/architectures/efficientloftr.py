from parity.arch import Arch, Row
from parity.images import images

TINY = dict(
    stage_num_blocks=[1, 1, 2, 2],
    out_features=[6, 8, 12, 16],
    hidden_size=16,
    num_attention_layers=2,
    num_attention_heads=2,
    rope_parameters=dict(rope_theta=10000.0, rope_type="default", partial_rotary_factor=1.0),
    coarse_matching_border_removal=0,
    coarse_matching_threshold=0.0,
    fine_kernel_size=4,
    fine_matching_slice_dim=3,
)
OTHER = TINY | dict(
    activation_function="gelu",
    attention_bias=True,
    batch_norm_eps=1e-3,
    coarse_matching_border_removal=1,
    coarse_matching_skip_softmax=True,
    coarse_matching_temperature=0.5,
    coarse_matching_threshold=0.01,
    fine_kernel_size=5,
    fine_matching_regress_temperature=2.0,
    fine_matching_slice_dim=4,
    intermediate_size=20,
    kv_aggregation_kernel_size=1,
    kv_aggregation_stride=2,
    mlp_activation_function="relu",
    num_attention_heads=4,
    num_attention_layers=1,
    q_aggregation_kernel_size=2,
    q_aggregation_stride=2,
    rope_parameters=dict(rope_theta=100.0, rope_type="default", partial_rotary_factor=2.0),
)
EARLY = OTHER | dict(stage_stride=[1, 2, 2, 2], attention_bias=False)

ARCH = Arch(
    "efficientloftr",
    "EfficientLoFTR",
    "efficientloftr",
    rows=[
        Row("Model", TINY, images(2, 2, 3, 32, 64), "tiny"),
        Row("Model", EARLY, images(1, 2, 1, 48, 32), "early"),
        Row("ForKeypointMatching", TINY, images(1, 2, 3, 64, 96), "pair"),
        Row("ForKeypointMatching", OTHER, images(1, 2, 3, 48, 64), "other"),
    ],
    must_see={
        "Model-tiny": [
            "backbone.stages.3.blocks.1.identity.bias",
            "local_feature_transformer.layers.0.self_attention.aggregation.norm.bias",
            "local_feature_transformer.layers.1.cross_attention.mlp.layer_norm.weight",
        ],
    },
    must_see_options={"Model-tiny": [{"mlp_activation_function": "gelu"}]},
    refuses=[
        {"num_attention_heads": 3},
        {"stage_stride": [2, 1, 1, 2]},
        {"fine_kernel_size": 9},
        {"fine_fusion_dims": [8, 8]},
        {"fine_matching_slice_dim": 5},
        {"hidden_size": 32},
        {"q_aggregation_stride": 3},
        {"kv_aggregation_kernel_size": 5},
        {"stage_num_blocks": [1, 1]},
    ],
)
