from parity.arch import Arch, Row
from parity.images import images
from parity.towers import VISION

NATIVE = VISION | dict(is_native=True, use_head=False, qkv_bias=True, mlp_bias=True)

ARCH = Arch(
    "aimv2_vision_model",
    "Aimv2Vision",
    "clip",
    rows=[
        Row("Model", VISION, images(2, 3, 16, 16), "default"),
        Row("Model", NATIVE, images(1, 3, 24, 17), "native"),
    ],
)
