from parity.arch import Arch, Row
from parity.architectures.pp_ocrv5_mobile_det import OTHER as BEFORE
from parity.architectures.pp_ocrv5_mobile_det import TINY as SIZES
from parity.architectures.pp_ocrv5_server_det import STATES
from parity.architectures.pp_ocrv6_medium_det import LCNET
from parity.images import images

CHANNELS = dict(layer_list_out_channels=[6, 8, 10, 16])
TINY = SIZES | CHANNELS | dict(backbone_config=LCNET)
SMALL = LCNET | dict(stem_type="small")
OTHER = BEFORE | CHANNELS | dict(backbone_config=SMALL, dilated_kernel_size=5)

ARCH = Arch(
    "pp_ocrv6_small_det",
    "PPOCRV6SmallDet",
    "pp_ocrv5_server_det",
    requests=STATES,
    rows=[
        Row("Model", OTHER, images(2, 3, 32, 64)),
        Row("ForObjectDetection", TINY, images(2, 3, 64, 32), "default"),
        Row("ForObjectDetection", OTHER, images(1, 3, 64, 96), "other"),
    ],
    must_see=[
        "model.neck.input_conv.2.depthwise_convolution.bias",
        "model.neck.input_conv.1.squeeze_excitation_module.conv1.weight",
    ],
    refuses=[
        {"dilated_kernel_size": 4},
        {"reduction": 7},
        {"layer_list_out_channels": [6, 8, 10, 15]},
    ],
)
