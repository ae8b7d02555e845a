from parity.arch import Arch, Row
from parity.architectures.pp_ocrv5_server_det import NECK, STAGES, STATES
from parity.architectures.pp_ocrv5_server_det import OTHER as BEFORE
from parity.images import images

LCNET = dict(
    model_type="pp_lcnet_v4",
    stem_channels=[3, 8, 6],
    block_configs=[
        [[3, 6, 6, 1, True]],
        [[3, 6, 8, 2, False], [5, 8, 8, 1, False]],
        [[3, 8, 10, 2, True]],
        [[3, 10, 16, 2, False]],
    ],
    reduction=2,
    out_features=STAGES,
)
TINY = NECK | dict(backbone_config=LCNET)
OTHER = {k: v for k, v in BEFORE.items() if k != "hidden_act"} | dict(
    kernel_list=[5, 3, 4],
    backbone_config=LCNET | dict(stem_type="small", use_learnable_affine_block=True),
)

ARCH = Arch(
    "pp_ocrv6_medium_det",
    "PPOCRV6MediumDet",
    "pp_ocrv5_server_det",
    requests=STATES,
    rows=[
        Row("Model", OTHER, images(2, 3, 32, 64)),
        Row("ForObjectDetection", TINY, images(2, 3, 64, 32), "default"),
        Row("ForObjectDetection", OTHER, images(1, 3, 64, 96), "other"),
    ],
    must_see=[
        "model.neck.input_feature_projection_convolution.2.bias",
        "model.neck.path_aggregation_lateral_convolution.0.bias",
        "head.conv_final.bias",
    ],
    refuses=[{"interpolate_mode": "area"}, {"neck_out_channels": 2}],
)
