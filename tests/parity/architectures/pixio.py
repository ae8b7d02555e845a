import numpy as np
from parity.arch import Arch, Row
from parity.images import TINY_VIT, images

SIZES = {name: value for name, value in TINY_VIT.items() if name != "intermediate_size"}
TINY = SIZES | dict(mlp_ratio=2, n_cls_tokens=3)
OTHER = TINY | dict(
    apply_layernorm=False,
    hidden_act="relu",
    layer_norm_eps=1e-2,
    n_cls_tokens=1,
    num_attention_heads=2,
    num_channels=2,
    out_features=["stem", "stage2"],
    qkv_bias=False,
)


def mask(rng: np.random.Generator) -> np.ndarray:
    return np.where(np.arange(12) % 7 == 3, 0, 1)[None].repeat(2, 0)


ARCH = Arch(
    "pixio",
    "Pixio",
    "dinov2",
    {"tiny": TINY, "other": OTHER},
    (
        Row("Backbone", "tiny", images(1, 3, 32, 40)),
        Row("Backbone", "other", images(2, 2, 24, 24)),
        Row("Backbone", OTHER | {"reshape_hidden_states": False}, images(1, 2, 24, 24), "tokens"),
        Row("Model", "other", images(1, 2, 35, 57)),
        Row("Model", "tiny", images(2, 3, 24, 24, attention_mask=mask)),
    ),
    must_see=["embeddings.cls_token", "encoder.layer.1.output.dense.bias", "layernorm.bias"],
    must_see_options=[{"hidden_act": "relu"}, {"num_attention_heads": 2}],
    same_names=False,
)
