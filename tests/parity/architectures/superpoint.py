from parity.arch import Arch, Row
from parity.images import images

STATES = dict(output_hidden_states=True)
TINY = dict(
    encoder_hidden_sizes=[4, 4, 6, 6],
    decoder_hidden_size=8,
    descriptor_decoder_dim=5,
    keypoint_threshold=0.02,
)
BEST = TINY | dict(max_keypoints=7, nms_radius=1, border_removal_distance=0, keypoint_threshold=0.0)
SHALLOW = TINY | dict(encoder_hidden_sizes=[4, 6])  # cells of 2x2, taken for 8x8 as published
FEW = TINY | dict(max_keypoints=9, nms_radius=2, border_removal_distance=6)

ARCH = Arch(
    "superpoint",
    "SuperPoint",
    "superpoint",
    rows=[
        Row("ForKeypointDetection", TINY, images(2, 3, 32, 24), "default"),
        Row("ForKeypointDetection", BEST, images(3, 1, 16, 24), "best"),
        Row("ForKeypointDetection", SHALLOW, images(2, 3, 8, 12), "shallow"),
        Row("ForKeypointDetection", FEW, images(2, 3, 24, 35), "few"),
        Row(
            "ForKeypointDetection", TINY | {"keypoint_threshold": 1.0}, images(2, 3, 16, 16), "none"
        ),
    ],
    must_see={
        "ForKeypointDetection-default": [
            "encoder.conv_blocks.3.conv_b.weight",
            "descriptor_decoder.conv_descriptor_b.bias",
        ]
    },
    requests=STATES,
)
