from parity.arch import Arch, Row
from parity.images import TINY_VIT, images, masked_patches

TINY = TINY_VIT | dict(hidden_size=32, num_register_tokens=3)
OTHER = TINY_VIT | dict(
    hidden_act="relu",
    key_bias=True,
    layer_norm_eps=1e-3,
    mlp_bias=False,
    num_attention_heads=2,
    num_channels=2,
    num_register_tokens=1,
    patch_size=[4, 6],
    proj_bias=False,
    query_bias=False,
    rope_theta=10.0,
    use_gated_mlp=True,
    value_bias=False,
)
TOKENS = TINY | dict(out_indices=[0, 1, -1], apply_layernorm=False, reshape_hidden_states=False)
CLASSES = TINY | dict(out_features=["stem", "stage2"], return_class_token=True)
MASK = {"bool_masked_pos": masked_patches(2, 9, masked=4)}

ARCH = Arch(
    "dinov3_vit",
    "DINOv3ViT",
    "dinov3_vit",
    rows=[
        Row("Model", TINY, images(2, 3, 24, 24, **MASK), "masked"),
        Row("Model", OTHER, images(2, 2, 35, 24), "other"),
        Row("Backbone", TOKENS, images(2, 3, 24, 24), "tokens"),
        Row("Backbone", CLASSES, images(2, 3, 24, 41), "classes"),
        Row("Backbone", OTHER, images(1, 2, 24, 24), "last"),
        Row("Model", TINY, images(2, 3, 24, 33), "default"),
    ],
    must_see=["embeddings.register_tokens", "layer.1.mlp.up_proj.bias"],
    must_see_options=[{"rope_theta": 10.0}, {"hidden_act": "silu"}],
    refuses=[
        {"num_attention_heads": 5},
        ({"num_attention_heads": 16}, "hidden_size"),
        {"pos_embed_jitter": 0.0},
    ],
)
