from parity.arch import Arch, Row
from parity.architectures.mask2former import STAGES, SWIN
from parity.images import images

SHIFTED = {name: value for name, value in SWIN.items() if name != "model_type"} | dict(
    depths=[2, 1], num_heads=[1, 2], out_features=STAGES[:2]
)
STATES = dict(output_hidden_states=True)

ARCH = Arch(
    "maskformer-swin",
    "MaskFormerSwin",
    "swin",
    rows=[
        Row("Model", SHIFTED, images(2, 3, 64, 64), "shifted"),
        Row("Backbone", SHIFTED, images(1, 3, 64, 64), "shifted"),
    ],
    requests=STATES,
)
