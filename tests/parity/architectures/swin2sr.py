from parity.arch import Arch, Row
from parity.images import images

TINY = dict(image_size=8, embed_dim=8, depths=[2, 1], num_heads=[2, 4], window_size=4)
OTHER = TINY | dict(
    num_channels=1,
    num_channels_out=2,
    mlp_ratio=1.5,
    qkv_bias=False,
    hidden_act="relu",
    layer_norm_eps=1e-2,
    img_range=2.0,
    resi_connection="3conv",
    upscale=3,
)

ARCH = Arch(
    "swin2sr",
    "Swin2SR",
    "swin2sr",
    rows=[
        Row("Model", TINY, images(2, 3, 8, 12), "default"),
        Row("Model", OTHER | {"image_size": 4}, images(1, 1, 8, 8), "unshifted"),
        Row("ForImageSuperResolution", TINY, images(2, 3, 8, 8), "double"),
        Row("ForImageSuperResolution", OTHER, images(1, 1, 8, 8), "triple"),
        Row(
            "ForImageSuperResolution",
            OTHER | {"upsampler": "pixelshuffledirect"},
            images(1, 1, 8, 8),
            "direct",
        ),
        Row(
            "ForImageSuperResolution",
            TINY | {"upsampler": "nearest+conv", "upscale": 4},
            images(1, 3, 8, 4),
            "nearest",
        ),
        Row(
            "ForImageSuperResolution",
            TINY | {"upsampler": "pixelshuffle_aux", "upscale": 4},
            images(1, 3, 8, 4),
            "aux",
        ),
        Row(
            "ForImageSuperResolution",
            TINY | {"upsampler": "", "upscale": 1, "img_range": 2.0},
            images(1, 3, 8, 8),
            "repair",
        ),
    ],
    must_see={
        "Model-default": [
            "encoder.stages.0.layers.1.attention.self.logit_scale",
            "encoder.stages.0.layers.0.attention.self.continuous_position_bias_mlp.0.bias",
            "encoder.stages.1.conv.bias",
        ]
    },
    must_see_options={"Model-default": [{"hidden_act": "gelu_new"}, {"img_range": 2.0}]},
)
