from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images

TINY = dict(
    embed_dim=[8, 12, 16],
    num_heads=[1, 3, 4],
    depth=[1, 2, 3],
    num_labels=3,
)
OTHER = TINY | dict(
    cls_token=[False, False, False],
    kernel_qkv=[5, 3, 1],
    mlp_ratio=[2.0, 3.0, 1.5],
    num_channels=2,
    num_heads=[2, 2, 2],
    num_labels=5,
    padding_kv=[1, 0, 0],
    padding_q=[2, 1, 0],
    patch_padding=[1, 1, 0],
    patch_sizes=[5, 3, 2],
    patch_stride=[3, 2, 1],
    qkv_bias=[False, True, False],
    stride_kv=[3, 1, 2],
)
EARLY = TINY | dict(embed_dim=[8, 16, 16], cls_token=[False, True, False], num_heads=[1, 2, 4])

ARCH = Arch(
    "cvt",
    "Cvt",
    "cvt",
    {"tiny": TINY, "other": OTHER, "early": EARLY},
    (
        Row("Model", "tiny", images(2, 3, 64, 48)),
        Row("Model", "other", images(1, 2, 37, 51)),
        Row("Model", "early", images(2, 3, 32, 32)),
        Row("ForImageClassification", "other", images(3, 2, 32, 32, labels=classes(5, 3))),
        Row("ForImageClassification", "tiny", images(2, 3, 33, 64, labels=classes(3, 2))),
    ),
    must_see=[
        "cvt.encoder.stages.2.cls_token",
        "cvt.encoder.stages.1.layers.1.attention.attention.convolution_projection_value"
        ".convolution_projection.normalization.running_mean",
        "layernorm.bias",
    ],
    must_see_options=[{"stride_kv": [2, 2, 1]}, {"num_heads": [1, 3, 2]}],
    refuses=[
        {"qkv_projection_method": ["dw_bn", "avg", "dw_bn"]},
        {"stride_q": [1, 2, 1]},
        {"padding_q": [1, 0, 1]},
        {"num_heads": [3, 3, 4]},
        {"cls_token": [True, False, True]},
        {"cls_token": [True]},
    ],
    requests=dict(output_hidden_states=True),
)
