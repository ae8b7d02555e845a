from parity.arch import Arch, Row
from parity.architectures.clip import OTHER_VISION, RESIZED, TINY_VISION
from parity.images import images

ARCH = Arch(
    "clip_vision_model",
    "CLIPVision",
    "clip",
    rows=[
        Row("Model", TINY_VISION, images(2, 3, 16, 16), "default"),
        Row("Model", OTHER_VISION, images(1, 1, 20, 20), "other"),
        Row("ModelWithProjection", TINY_VISION, images(1, 3, 8, 24), "resized", requests=RESIZED),
    ],
)
