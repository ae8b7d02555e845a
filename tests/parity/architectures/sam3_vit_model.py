from parity.arch import Arch, Row
from parity.images import images

# 6 patches along a side, which windows of 4 do not fill; positions of 4 repeat.
TINY = dict(
    hidden_size=16,
    intermediate_size=20,
    num_hidden_layers=3,
    num_attention_heads=2,
    image_size=48,
    patch_size=8,
    window_size=4,
    global_attn_indexes=[1],
    pretrain_image_size=32,
)
OTHER = TINY | dict(
    hidden_size=24,
    hidden_act="relu",
    image_size=45,
    layer_norm_eps=1e-2,
    num_attention_heads=3,
    num_channels=2,
    patch_size=6,
    pretrain_image_size=64,
    rope_parameters={"rope_type": "axial", "rope_theta": 100.0},
    window_size=3,
    global_attn_indexes=[0, 2],
)

ARCH = Arch(
    "sam3_vit_model",
    "Sam3ViT",
    "sam3",
    rounded=True,  # positions between those of a window
    rows=[
        Row("Model", TINY, images(2, 3, 48, 48)),
        Row("Model", OTHER, images(1, 2, 45, 45), "other"),
    ],
    must_see=["embeddings.position_embeddings", "layer_norm.bias"],
    must_see_options=[
        {"window_size": 2},
        {"rope_parameters": {"rope_type": "axial", "rope_theta": 50.0}},
        {"global_attn_indexes": [0]},
    ],
    refuses=[
        {"image_size": [48, 40]},
        {"window_size": 0},
        {"hidden_size": 20},
        {"patch_size": 70},
        {"rope_parameters": {"rope_type": "yarn"}},
    ],
)
