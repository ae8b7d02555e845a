from parity.arch import Arch, Row
from parity.architectures.convnext import CHOSEN, OTHER, STATES, TINY
from parity.encoders import classes
from parity.images import images

ARCH = Arch(
    "convnextv2",
    "ConvNextV2",
    "convnext",
    rows=[
        Row("Model", TINY, images(2, 3, 32, 24), "default"),
        Row("ForImageClassification", OTHER, images(3, 2, 16, 16, labels=classes(5, 3)), "classes"),
        Row("Backbone", CHOSEN, images(1, 3, 32, 48), "chosen"),
    ],
    must_see={"Model-default": ["encoder.stages.0.layers.0.grn.bias"]},
    requests=STATES,
)
