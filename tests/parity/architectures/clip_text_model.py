from parity.arch import Arch, Row
from parity.architectures.clip import OLD_TEXT, TINY_TEXT
from parity.towers import texts

ARCH = Arch(
    "clip_text_model",
    "CLIPText",
    "clip",
    rows=[
        Row("Model", TINY_TEXT, texts([7, 4, 1]), "default"),
        Row("Model", OLD_TEXT, texts([12]), "other"),
        Row("ModelWithProjection", TINY_TEXT, texts([7, 4]), "default"),
    ],
)
