from parity.arch import Arch, Row
from parity.images import images

DETECTOR = dict(
    model_type="superpoint",
    encoder_hidden_sizes=[4, 4, 6, 6],
    decoder_hidden_size=8,
    descriptor_decoder_dim=8,
    keypoint_threshold=0.02,
)
TINY = dict(
    keypoint_detector_config=DETECTOR,
    hidden_size=8,
    keypoint_encoder_sizes=[6, 10],
    gnn_layers_types=["self", "cross"] * 2,
    sinkhorn_iterations=20,
)
OTHER = TINY | dict(
    keypoint_detector_config=DETECTOR | dict(max_keypoints=6, border_removal_distance=0),
    gnn_layers_types=["cross", "self", "cross"],
    keypoint_encoder_sizes=[5],
    matching_threshold=0.05,
    num_attention_heads=2,
    sinkhorn_iterations=7,
)
NONE = TINY | dict(keypoint_detector_config=DETECTOR | dict(keypoint_threshold=1.0))

ARCH = Arch(
    "superglue",
    "SuperGlue",
    "superpoint",
    rows=[
        Row("ForKeypointMatching", OTHER, images(3, 2, 3, 24, 32), "other"),
        Row("ForKeypointMatching", NONE, images(1, 2, 3, 16, 16), "none", requests={}),
        Row("ForKeypointMatching", TINY, images(2, 2, 3, 32, 24), "tiny"),
    ],
    must_see=[
        "bin_score",
        "keypoint_encoder.encoder.1.batch_norm.running_mean",
        "gnn.layers.3.attention.output.dense.bias",
        "gnn.layers.0.mlp.0.linear.bias",
        "final_projection.final_proj.bias",
    ],
    must_see_options={
        "ForKeypointMatching-other": [
            {"matching_threshold": 0.5},
            {"gnn_layers_types": ["self", "self", "cross"]},
            {"sinkhorn_iterations": 1},
        ]
    },
    refuses=[
        ({"keypoint_detector_config": {"model_type": "disk"}}, "disk"),
        ({"keypoint_detector_config": {"model_type": "resnet"}}, "superpoint"),
        {"gnn_layers_types": ["all"]},
        {"num_attention_heads": 3},
        {"hidden_size": 16},
        {"sinkhorn_iterations": -1},
        {"is_decoder": True},
    ],
)
