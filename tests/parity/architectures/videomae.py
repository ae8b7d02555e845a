from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import TINY_VIT, images, masked_patches

TINY = TINY_VIT | dict(
    num_frames=4,
    image_size=16,
    decoder_num_attention_heads=2,
    decoder_hidden_size=12,
    decoder_num_hidden_layers=2,
    decoder_intermediate_size=14,
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    norm_pix_loss=False,
    num_frames=3,
    num_labels=5,
    qv_bias=False,
    tubelet_size=1,
    use_mean_pooling=False,
)
GREY = TINY | dict(num_channels=1)
EIGHT = {"bool_masked_pos": masked_patches(2, 8, masked=5)}
TWELVE = {"bool_masked_pos": masked_patches(2, 12, masked=7)}

ARCH = Arch(
    "videomae",
    "VideoMAE",
    "videomae",
    rows=[
        Row("Model", TINY, images(2, 4, 3, 16, 16), "default"),
        Row("Model", OTHER, images(2, 3, 3, 16, 16, **TWELVE), "masked"),
        Row("ForPreTraining", TINY, images(2, 4, 3, 16, 16, **EIGHT), "default"),
        Row("ForPreTraining", OTHER, images(2, 3, 3, 16, 16, **TWELVE), "other"),
        Row("ForPreTraining", GREY, images(2, 4, 1, 16, 16, **EIGHT), "grey"),
        Row("ForVideoClassification", TINY, images(2, 4, 3, 16, 16), "default"),
        Row(
            "ForVideoClassification", OTHER, images(3, 3, 3, 16, 16, labels=classes(5, 3)), "other"
        ),
    ],
    must_see={
        "ForPreTraining-default": [
            "videomae.encoder.layer.1.attention.attention.v_bias",
            "videomae.encoder.layer.0.attention.attention.q_bias",
            "mask_token",
            "decoder.norm.bias",
        ]
    },
)
