from parity.arch import Arch, Row
from parity.encoders import EVERYTHING, classes
from parity.images import images, masked_patches

TINY = dict(
    image_size=16,
    patch_size=2,
    embed_dim=8,
    depths=[2, 2],
    num_heads=[2, 4],
    window_size=2,
    encoder_stride=4,
)
OTHER = TINY | dict(
    num_channels=2,
    window_size=4,
    depths=[2, 1],
    mlp_ratio=2.5,
    qkv_bias=False,
    hidden_act="relu",
    layer_norm_eps=1e-2,
    use_absolute_embeddings=True,
    num_labels=5,
)
ANY_SIZE = EVERYTHING | dict(interpolate_pos_encoding=True)
MASK = {"bool_masked_pos": masked_patches(2, 64, masked=20)}
CHOSEN = TINY | dict(out_features=["stem", "stage1"], window_size=3)

ARCH = Arch(
    "swin",
    "Swin",
    "swin",
    rows=[
        Row("Model", TINY, images(2, 3, 16, 16), "default"),
        Row("Model", TINY | {"window_size": 3}, images(1, 3, 15, 21), "odd"),
        Row("Model", OTHER, images(2, 2, 20, 24), "larger", requests=ANY_SIZE),
        Row("ForMaskedImageModeling", TINY, images(2, 3, 16, 16, **MASK), "hidden"),
        Row("ForMaskedImageModeling", OTHER, images(1, 2, 16, 16), "whole", requests={}),
        Row("ForImageClassification", OTHER, images(3, 2, 16, 16, labels=classes(5, 3)), "classes"),
        Row("Backbone", OTHER, images(2, 2, 16, 16), "last"),
        Row("Backbone", CHOSEN, images(1, 3, 13, 18), "chosen"),
    ],
    must_see={
        "Model-default": [
            "encoder.layers.0.blocks.1.attention.self.relative_position_bias_table",
            "encoder.layers.0.downsample.norm.bias",
        ],
        "Model-larger": ["embeddings.position_embeddings"],
        "ForMaskedImageModeling-hidden": ["swin.embeddings.mask_token"],
        "Backbone-chosen": ["hidden_states_norms.stage1.bias"],
    },
    must_see_options={"Model-default": [{"hidden_act": "gelu_new"}, {"layer_norm_eps": 0.01}]},
)
