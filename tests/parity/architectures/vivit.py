import numpy as np
from parity.arch import Arch, Row
from parity.encoders import EVERYTHING, classes
from parity.images import TINY_VIT, images

SIZES = {name: value for name, value in TINY_VIT.items() if name != "patch_size"}
TINY = SIZES | dict(num_frames=4, tubelet_size=[2, 8, 8], num_labels=3)
OTHER = TINY | dict(
    hidden_act="relu",
    image_size=[16, 24],
    layer_norm_eps=1e-2,
    num_attention_heads=2,
    num_channels=2,
    num_labels=5,
    pooler_act="gelu",
    pooler_output_size=7,
    qkv_bias=False,
    tubelet_size=[1, 8, 6],
)
ONE_SLOT = TINY | dict(num_frames=2)
ANY_SIZE = EVERYTHING | dict(interpolate_pos_encoding=True)


def mask(rng: np.random.Generator) -> np.ndarray:
    return np.where(np.arange(19) % 7 == 3, 0, 1)[None].repeat(2, 0)


ARCH = Arch(
    "vivit",
    "Vivit",
    "vit",
    {"tiny": TINY, "other": OTHER, "slot": ONE_SLOT},
    (
        Row("Model", "tiny", images(2, 4, 3, 24, 24, attention_mask=mask)),
        Row("Model", "other", images(2, 4, 2, 16, 24)),
        Row("Model", "slot", images(1, 2, 3, 32, 16), "larger", requests=ANY_SIZE),
        Row("ForVideoClassification", "other", images(3, 4, 2, 16, 24, labels=classes(5, 3))),
        Row("ForVideoClassification", "tiny", images(2, 4, 3, 24, 24, labels=classes(3, 2))),
    ),
    must_see=["vivit.embeddings.cls_token", "vivit.encoder.layer.1.output.dense.bias"],
    must_see_options=[{"hidden_act": "relu"}, {"num_attention_heads": 2}],
    refuses=[{"tubelet_size": [2, 8]}],
)
