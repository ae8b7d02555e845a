from parity.arch import Arch, Row
from parity.images import images

TINY = dict(
    hidden_size=16,
    num_hidden_layers=3,
    num_attention_heads=4,
    image_size=32,
    pretrain_image_size=24,
    patch_size=4,
    num_windows=4,
    window_block_indices=[0, 2],
    out_indices=[0, 2, 3],
)
OTHER = TINY | dict(
    cae_init_values=0.3,
    hidden_act="relu",
    image_size=27,
    layer_norm_eps=1e-3,
    mlp_ratio=2,
    num_attention_heads=2,
    num_channels=2,
    num_windows=9,
    qkv_bias=False,
    window_block_indices=[1],
)
WHOLE = TINY | dict(num_windows=1, out_features=["stage3"], window_block_indices=[])
del WHOLE["out_indices"]

ARCH = Arch(
    "lw_detr_vit",
    "LwDetrViT",
    "lw_detr_vit",
    rows=[
        Row("Backbone", TINY, images(2, 3, 32, 48), "tiny"),
        Row("Backbone", OTHER, images(2, 2, 24, 36), "other"),
        Row("Backbone", WHOLE, images(1, 3, 24, 24), "whole", requests={}),
    ],
    must_see={
        "Backbone-tiny": [
            "encoder.layer.1.gamma_1",
            "encoder.layer.2.attention.q_proj.bias",
            "embeddings.position_embeddings",
        ]
    },
    must_see_options={"Backbone-tiny": [{"window_block_indices": [0]}]},
    refuses=[
        {"num_windows": 8},
        {"num_windows_side": 3},
        {"num_attention_heads": 3},
        {"use_absolute_position_embeddings": False},
        {"pretrain_image_size": [24, 32]},
    ],
)
