from parity.arch import Arch, Row
from parity.architectures.owlvit import OTHER, TINY, with_padding
from parity.images import images
from parity.towers import both, texts

ARCH = Arch(
    "owlv2",
    "Owlv2",
    "owlvit",
    rows=[
        Row("Model", TINY, both(texts([7]), images(1, 3, 16, 16)), "default"),
        Row("ForObjectDetection", TINY, both(texts([7, 4, 5, 3]), images(2, 3, 16, 16)), "default"),
        Row("ForObjectDetection", OTHER, with_padding, "padded", requests={}),
    ],
)
