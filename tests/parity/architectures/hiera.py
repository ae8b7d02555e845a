from parity.arch import Arch, Row
from parity.encoders import EVERYTHING, classes
from parity.images import images

TINY = dict(
    image_size=[32, 32],
    embed_dim=8,
    depths=[1, 2, 2],
    num_heads=[1, 2, 4],
    num_query_pool=2,
    masked_unit_size=[4, 4],
    masked_unit_attention=[True, True, False],
    decoder_hidden_size=12,
    decoder_depth=2,
    decoder_num_heads=2,
)
OTHER = TINY | dict(
    image_size=[24, 48],
    embed_dim_multiplier=1.5,
    hidden_act="relu",
    layer_norm_eps=1e-2,
    mask_ratio=0.4,
    masked_unit_attention=[False, True, True],
    mlp_ratio=2.5,
    normalize_pixel_loss=False,
    num_channels=2,
    num_heads=[2, 3, 6],
    num_labels=5,
    num_query_pool=1,
    patch_padding=[1, 1],
    patch_size=[5, 5],
    patch_stride=[3, 3],
)
CHOSEN = TINY | dict(out_features=["stem", "stage2"])
ANY_SIZE = EVERYTHING | dict(interpolate_pos_encoding=True)


def noise(*shape: int):
    return lambda rng: rng.random(shape)


ARCH = Arch(
    "hiera",
    "Hiera",
    "hiera",
    rows=[
        Row("Model", TINY, images(2, 3, 32, 32), "default"),
        Row("Model", OTHER, images(1, 2, 24, 48), "other"),
        Row(
            "Model",
            TINY,
            images(1, 3, 48, 32),
            "larger",
            requests=dict(interpolate_pos_encoding=True, output_attentions=True),
        ),
        Row("ForImageClassification", OTHER, images(3, 2, 24, 48, labels=classes(5, 3)), "classes"),
        Row("Backbone", OTHER, images(2, 2, 24, 48), "last"),
        Row("Backbone", CHOSEN, images(1, 3, 32, 32), "chosen"),
        Row("ForPreTraining", OTHER, images(3, 2, 24, 48, noise=noise(3, 8)), "other"),
        Row(
            "ForPreTraining",
            TINY,
            images(2, 3, 32, 32, noise=noise(2, 4)),
            "default",
            requests=ANY_SIZE,
        ),
    ],
    must_see={
        "Model-default": [
            "embeddings.position_embeddings",
            "encoder.stages.1.layers.0.proj.bias",
            "pooler.layernorm.bias",
        ],
        "ForPreTraining-default": [
            "decoder.decoder_position_embeddings",
            "decoder.mask_token",
            "multiscale_fusion.multi_scale_fusion_heads.1.bias",
            "encoder_norm.bias",
        ],
        "Backbone-chosen": ["hidden_states_norms.stage2.bias"],
    },
    must_see_options={
        "Model-default": [{"masked_unit_attention": [True, False, False]}, {"hidden_act": "relu"}],
        "ForPreTraining-default": [{"normalize_pixel_loss": False}],
    },
    refuses=[
        {"mask_ratio": 1.5},
        {"num_query_pool": 3},
        {"num_heads": [1, 3, 4]},
        {"num_heads": [1, 2]},
        {"masked_unit_size": [6, 6]},
        {"image_size": [40, 32]},
        {"query_stride": [2, 2, 2]},
        {"embed_dim_multiplier": 1.0},
    ],
)
