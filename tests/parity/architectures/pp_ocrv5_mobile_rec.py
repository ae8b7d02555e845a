from parity.arch import Arch, Row
from parity.architectures.pp_ocrv5_mobile_det import LCNET
from parity.architectures.pp_ocrv5_server_det import STATES
from parity.architectures.pp_ocrv5_server_rec import OTHER as BEFORE
from parity.architectures.pp_ocrv5_server_rec import TINY as SIZES
from parity.images import images

LINES = LCNET | dict(scale=0.75)  # 12 channels, of which a multiple is fewer
TINY = SIZES | dict(backbone_config=LINES)
OTHER = BEFORE | dict(
    backbone_config=LCNET | dict(scale=1.1, divisor=4, out_features=["stage3", "stage5"])
)

ARCH = Arch(
    "pp_ocrv5_mobile_rec",
    "PPOCRV5MobileRec",
    "pp_ocrv5_server_rec",
    requests=STATES,
    rows=[
        Row("Model", TINY, images(2, 3, 96, 96)),
        Row("ForTextRecognition", OTHER, images(2, 3, 96, 128), "other"),
        Row("ForTextRecognition", TINY, images(1, 3, 96, 192), "default"),
    ],
    must_see=["head.encoder.svtr_block.0.mlp.fc1.bias"],
    refuses=[{"num_attention_heads": 5}],
)
