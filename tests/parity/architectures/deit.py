from parity.arch import Arch, Row
from parity.encoders import EVERYTHING, classes
from parity.images import TINY_VIT, images, masked_patches

TINY = TINY_VIT | dict(encoder_stride=8)
OTHER = TINY | dict(hidden_act="relu", num_attention_heads=2, num_labels=5, qkv_bias=False)
ANY_SIZE = EVERYTHING | dict(interpolate_pos_encoding=True)
MASK = {"bool_masked_pos": masked_patches(2, 9, masked=4)}

ARCH = Arch(
    "deit",
    "DeiT",
    "vit",
    rows=[
        Row("Model", TINY, images(2, 3, 24, 24), "default"),
        Row("Model", OTHER, images(2, 3, 33, 40), "larger", requests=ANY_SIZE),
        Row("ForMaskedImageModeling", TINY, images(2, 3, 24, 24, **MASK), "default"),
        Row("ForImageClassification", OTHER, images(2, 3, 24, 24, labels=classes(5, 2)), "classes"),
        Row("ForImageClassificationWithTeacher", TINY, images(2, 3, 24, 24), "default"),
        Row(
            "ForImageClassificationWithTeacher",
            OTHER,
            images(1, 3, 32, 32),
            "larger",
            requests=ANY_SIZE,
        ),
    ],
    must_see={
        "Model-default": [
            "embeddings.distillation_token",
            "encoder.layer.1.intermediate.dense.bias",
        ]
    },
)
