from parity.arch import Arch, Row
from parity.architectures.sam2 import OTHER_VISION, VISION, untyped
from parity.images import images

TINY, OTHER = untyped(VISION), untyped(OTHER_VISION)

ARCH = Arch(
    "sam2_vision_model",
    "Sam2Vision",
    "sam2",
    rows=[
        Row("Model", TINY | dict(num_feature_levels=2), images(1, 3, 64, 96), "wide"),
        Row("Model", OTHER, images(2, 3, 64, 64), "other"),
    ],
    must_see=["neck.convs.0.bias"],
    refuses=[{"backbone_channel_list": [8, 16, 24]}, {"num_feature_levels": 4}],
)
