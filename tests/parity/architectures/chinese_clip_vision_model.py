from parity.arch import Arch, Row
from parity.architectures.clip import OTHER_VISION, TINY_VISION
from parity.images import images

ARCH = Arch(
    "chinese_clip_vision_model",
    "ChineseCLIPVision",
    "clip",
    rows=[
        Row("Model", TINY_VISION, images(2, 3, 16, 16), "default"),
        Row("Model", OTHER_VISION, images(1, 1, 20, 20), "other"),
    ],
)
