import numpy as np
from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import TINY_VIT, images, masked_patches, pixel_classes

TINY = TINY_VIT | dict(
    num_hidden_layers=4,
    num_labels=5,
    out_indices=[1, 2, 3, 4],
    use_mask_token=True,
    use_shared_relative_position_bias=True,
)
OTHER = TINY | dict(
    auxiliary_channels=12,
    auxiliary_concat_input=True,
    auxiliary_loss_weight=0.7,
    auxiliary_num_convs=2,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    layer_scale_init_value=0.0,
    num_attention_heads=2,
    num_channels=2,
    pool_scales=[1, 2],
    semantic_loss_ignore_index=7,
    use_absolute_position_embeddings=True,
    use_mean_pooling=False,
    use_relative_position_bias=True,
    use_shared_relative_position_bias=False,
)
BOTH = TINY | dict(use_relative_position_bias=True, use_auxiliary_head=False)
TOKENS = OTHER | dict(
    out_features=["stem", "stage3"], out_indices=None, reshape_hidden_states=False
)


def marked(rng: np.random.Generator) -> np.ndarray:
    return masked_patches(2, 9, masked=4)(rng).astype(bool)


MASK = {"bool_masked_pos": marked}
ROWS = [
    Row("Model", BOTH, images(2, 3, 24, 24, **MASK), "masked"),
    Row("Model", TINY, images(1, 3, 35, 57), "larger"),
    Row("Model", OTHER, images(2, 2, 16, 25), "other"),
    Row("ForImageClassification", OTHER, images(2, 2, 24, 24), "cls"),
    Row("ForImageClassification", TINY, images(3, 3, 24, 24, labels=classes(5, 3)), "classes"),
    Row(
        "ForSemanticSegmentation",
        TINY,
        images(2, 3, 24, 24, labels=pixel_classes(5, 2, 24, 24)),
        "tiny",
        requests={},
    ),
    Row(
        "ForSemanticSegmentation",
        OTHER,
        images(2, 2, 24, 24, labels=pixel_classes(5, 2, 24, 24, ignored=7)),
        "other",
    ),
]

ARCH = Arch(
    "beit",
    "Beit",
    "beit",
    rows=[
        Row(
            "ForMaskedImageModeling",
            TINY | dict(vocab_size=11),
            images(2, 3, 24, 24, **MASK, labels=lambda rng: rng.integers(0, 11, 8)),
            "labels",
        ),
        Row("ForMaskedImageModeling", OTHER, images(1, 2, 24, 24), "whole", requests={}),
        Row("Backbone", TINY | dict(add_fpn=True), images(1, 3, 32, 40), "pyramid"),
        Row("Backbone", TOKENS, images(2, 2, 24, 24), "tokens"),
        *ROWS,
        Row("ForSemanticSegmentation", OTHER, images(2, 2, 32, 40), "larger"),
    ],
    must_see={
        "Model-masked": [
            "encoder.relative_position_bias.relative_position_bias_table",
            "encoder.layer.1.attention.attention.relative_position_bias.relative_position_bias_table",
            "encoder.layer.3.lambda_2",
            "embeddings.mask_token",
        ],
        "ForSemanticSegmentation-tiny": [
            "auxiliary_head.convs.0.bn.running_mean",
            "decode_head.psp_modules.3.1.bn.running_var",
            "fpn1.1.running_mean",
        ],
    },
    must_see_options={
        "ForImageClassification-classes": [{"hidden_act": "relu"}, {"layer_norm_eps": 1e-2}],
        "ForSemanticSegmentation-larger": [{"pool_scales": [2, 1]}],
    },
    same_names=False,
    refuses=[
        {"auxiliary_num_convs": 0},
        {"layer_scale_init_value": -0.1},
        ({"add_fpn": True, "reshape_hidden_states": False}, "reshape_hidden_states"),
    ],
)
