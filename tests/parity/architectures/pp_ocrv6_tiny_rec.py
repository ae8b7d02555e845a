from parity.arch import Arch, Row
from parity.architectures.pp_ocrv5_server_det import STATES
from parity.architectures.pp_ocrv6_small_rec import LINES
from parity.images import images

TINY = dict(backbone_config=LINES, hidden_size=12, head_out_channels=11)
OTHER = TINY | dict(
    hidden_size=7, head_out_channels=9, backbone_config=LINES | dict(out_features=["stage4"])
)

ARCH = Arch(
    "pp_ocrv6_tiny_rec",
    "PPOCRV6TinyRec",
    "pp_ocrv5_server_rec",
    requests=STATES,
    rows=[
        Row("Model", OTHER, images(2, 3, 48, 60)),
        Row("ForTextRecognition", OTHER, images(2, 3, 48, 44), "other"),
        Row("ForTextRecognition", TINY, images(2, 3, 48, 64), "default"),
    ],
    must_see=["head.norm2.running_mean", "head.conv1.weight", "head.fc1.bias"],
    refuses=[{"backbone_config": LINES | {"out_features": ["stage1"]}}],
)
