from parity.arch import Arch, Row
from parity.images import images

TINY = dict(
    image_size=32,
    pretrain_image_size=24,
    patch_size=8,
    hidden_size=16,
    num_hidden_layers=3,
    num_attention_heads=4,
)
OTHER = TINY | dict(
    drop_path_rate=0.2,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    mlp_ratio=3,
    num_attention_heads=2,
    num_channels=2,
    out_features=["stem", "stage2"],
    qkv_bias=False,
    residual_block_indices=[0, 2],
    use_relative_position_embeddings=True,
    window_block_indices=[0, 1],
    window_size=3,
)

ARCH = Arch(
    "vitdet",
    "VitDet",
    "vitdet",
    rows=[
        Row("Model", OTHER, images(1, 2, 41, 32), "resized"),
        Row("Backbone", TINY, images(2, 3, 24, 24), "last"),
        Row("Backbone", OTHER, images(2, 2, 32, 32), "other"),
        Row("Model", TINY, images(2, 3, 32, 32), "tiny"),
        Row("Model", OTHER, images(2, 2, 32, 32), "other"),
    ],
    must_see=[
        "encoder.layer.0.attention.rel_pos_h",
        "encoder.layer.2.residual.norm3.bias",
        "embeddings.position_embeddings",
    ],
    must_see_options=[{"hidden_act": "gelu"}, {"layer_norm_eps": 1e-6}],
    refuses=[{"num_attention_heads": 5}, {"pretrain_image_size": [24, 32]}],
)
