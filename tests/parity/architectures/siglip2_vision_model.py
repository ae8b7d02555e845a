from parity.arch import Arch, Row
from parity.architectures.siglip2 import patches, square
from parity.towers import VISION

TINY = square(VISION)
HEADLESS = TINY | dict(vision_use_head=False, hidden_act="gelu")

ARCH = Arch(
    "siglip2_vision_model",
    "Siglip2Vision",
    "siglip",
    rounded=True,
    rows=[
        Row("Model", TINY, patches(48), "default"),
        Row("Model", HEADLESS, patches(48), "headless"),
    ],
    must_see_options={
        "Model-default": [{"hidden_act": "gelu"}],
        "Model-headless": [{"hidden_act": "gelu_new"}],
    },
)
