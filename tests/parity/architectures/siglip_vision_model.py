from parity.arch import Arch, Row
from parity.images import images
from parity.towers import VISION

HEADLESS = VISION | dict(vision_use_head=False, hidden_act="gelu")

ARCH = Arch(
    "siglip_vision_model",
    "SiglipVision",
    "siglip",
    rows=[
        Row("Model", VISION, images(2, 3, 16, 16), "default"),
        Row("Model", HEADLESS, images(1, 3, 16, 16), "headless"),
    ],
    must_see_options={
        "Model-default": [{"hidden_act": "gelu"}],
        "Model-headless": [{"hidden_act": "gelu_new"}],
    },
)
