from parity.arch import Arch, Row
from parity.architectures.vit import ANY_SIZE
from parity.encoders import classes
from parity.images import TINY_VIT, images

OTHER = TINY_VIT | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    num_channels=2,
    num_labels=5,
    qkv_bias=False,
)

ARCH = Arch(
    "ijepa",
    "IJepa",
    "vit",
    {"default": TINY_VIT, "other": OTHER},
    (
        Row("Model", "default", images(2, 3, 24, 24)),
        Row("Model", "default", images(1, 3, 35, 57), "larger", requests=ANY_SIZE),
        Row("ForImageClassification", "default", images(3, 3, 24, 24, labels=classes(2, 3))),
        Row("Model", "other", images(2, 2, 24, 24)),
        Row("ForImageClassification", "other", images(3, 2, 24, 24, labels=classes(5, 3))),
    ),
    must_see=["ijepa.embeddings.position_embeddings", "ijepa.layernorm.bias", "classifier.bias"],
    must_see_options=[{"hidden_act": "gelu"}, {"num_attention_heads": 4}],
    refuses=[{"num_attention_heads": 5}],
)
