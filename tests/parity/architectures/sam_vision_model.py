from parity.arch import Arch, Row
from parity.architectures.sam import PIXELS, VISION
from parity.images import images

ARCH = Arch(
    "sam_vision_model", "SamVision", "sam", rows=[Row("Model", VISION, images(*PIXELS), "default")]
)
