from parity.arch import Arch, Row
from parity.architectures.vitdet import OTHER as WINDOWS
from parity.architectures.vitdet import TINY as SIZES
from parity.images import images

BACKBONE = SIZES | dict(model_type="vitdet", num_channels=4, patch_size=16, image_size=64)
TINY = dict(
    backbone_config=BACKBONE | dict(pretrain_image_size=32, out_features=["stage3"]),
    hidden_size=16,
    convstream_hidden_sizes=[6, 8, 10],
    fusion_hidden_sizes=[12, 10, 8, 6],
)
OTHER = TINY | dict(
    backbone_config=WINDOWS | dict(model_type="vitdet", out_features=["stage2"]),
    batch_norm_eps=0.1,
    convstream_hidden_sizes=[6, 8],
    fusion_hidden_sizes=[12, 10, 8],
)

ARCH = Arch(
    "vitmatte",
    "VitMatte",
    "vitmatte",
    {"tiny": TINY, "other": OTHER},
    (
        Row("ForImageMatting", "tiny", images(2, 4, 64, 32)),
        Row("ForImageMatting", "other", images(1, 2, 32, 32)),
    ),
    must_see=[
        "decoder.matting_head.matting_convs.3.bias",
        "decoder.fusion_blocks.2.conv.conv.weight",
    ],
    must_see_options=[{"batch_norm_eps": 1e-5}],
    refuses=[{"fusion_hidden_sizes": [4]}],
)
