import numpy as np
from parity.arch import Arch, Row
from parity.encoders import EVERYTHING, classes, numbers
from parity.images import TINY_VIT, images, masked_patches

TINY = TINY_VIT | dict(encoder_stride=8)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    num_channels=2,
    num_labels=5,
    pooler_act="gelu",
    pooler_output_size=7,
    qkv_bias=False,
    chunk_size_feed_forward=1,
)
ANY_SIZE = EVERYTHING | dict(interpolate_pos_encoding=True)


def mask(rng: np.random.Generator) -> np.ndarray:
    return np.array([[1, 1, 1, 0, 1, 1, 0, 1, 1, 1], [1, 0, 0, 1, 1, 1, 1, 1, 0, 1]])


MASK = {"bool_masked_pos": masked_patches(2, 9, masked=4)}

ARCH = Arch(
    "vit",
    "ViT",
    "vit",
    rows=[
        Row("Model", TINY, images(2, 3, 24, 24), "default"),
        Row("Model", OTHER, images(2, 2, 24, 24), "other"),
        Row("Model", TINY, images(2, 3, 24, 24, attention_mask=mask), "mask"),
        Row("Model", TINY, images(1, 3, 35, 57), "larger", requests=ANY_SIZE),
        Row("Model", TINY, images(2, 3, 16, 9), "smaller", requests=ANY_SIZE),
        Row("ForMaskedImageModeling", TINY, images(2, 3, 24, 24, **MASK), "default"),
        Row("ForMaskedImageModeling", TINY, images(2, 3, 24, 24), "unmasked", requests={}),
        Row(
            "ForMaskedImageModeling",
            OTHER | {"encoder_stride": 4},
            images(2, 2, 24, 24),
            "stride",
            requests={},
        ),
        Row("ForImageClassification", OTHER, images(3, 2, 24, 24, labels=classes(5, 3)), "classes"),
        Row(
            "ForImageClassification",
            TINY | {"num_labels": 1},
            images(2, 3, 24, 24, labels=numbers(2)),
            "number",
        ),
        Row("ForImageClassification", TINY, images(1, 3, 32, 32), "larger", requests=ANY_SIZE),
        Row(
            "ForImageClassification",
            TINY | {"num_labels": 0},
            images(2, 3, 24, 24),
            "vectors",
            requests={},
        ),
    ],
    must_see={
        "Model-default": [
            "embeddings.cls_token",
            "embeddings.patch_embeddings.projection.bias",
            "encoder.layer.1.attention.attention.value.bias",
            "encoder.layer.0.output.dense.bias",
            "layernorm.bias",
            "pooler.dense.bias",
        ]
    },
    must_see_options={
        "Model-default": [
            {"hidden_act": "gelu_new"},
            {"layer_norm_eps": 0.001},
            {"num_attention_heads": 2},
        ]
    },
)
