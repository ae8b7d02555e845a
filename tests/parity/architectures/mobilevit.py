from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images, pixel_classes

STATES = dict(output_hidden_states=True)
TINY = dict(
    hidden_sizes=[12, 16, 20],
    neck_hidden_sizes=[8, 8, 12, 16, 20, 24, 28],
    num_attention_heads=2,
    aspp_out_channels=10,
    num_labels=3,
)
OTHER = TINY | dict(
    atrous_rates=[1, 2, 3],
    conv_kernel_size=5,
    expand_ratio=2.0,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    mlp_ratio=1.5,
    num_attention_heads=4,
    num_channels=2,
    num_labels=5,
    output_stride=16,
    patch_size=3,
    qkv_bias=False,
    semantic_loss_ignore_index=4,
)

ARCH = Arch(
    "mobilevit",
    "MobileViT",
    "mobilevit",
    rows=[
        Row("Model", TINY, images(2, 3, 64, 96), "default"),
        Row("Model", OTHER, images(1, 2, 70, 90), "other"),
        Row("ForImageClassification", TINY, images(2, 3, 72, 64), "default"),
        Row("ForImageClassification", OTHER, images(3, 2, 64, 64, labels=classes(5, 3)), "classes"),
        Row("ForSemanticSegmentation", TINY, images(1, 3, 64, 96), "default"),
        Row(
            "ForSemanticSegmentation",
            OTHER | {"output_stride": 8},
            images(2, 2, 64, 70, labels=pixel_classes(5, 2, 64, 70, ignored=4)),
            "labels",
        ),
    ],
    must_see=[
        "mobilevit.encoder.layer.3.transformer.layer.3.output.dense.bias",
        "segmentation_head.aspp.convs.4.conv_1x1.normalization.running_mean",
        "segmentation_head.classifier.convolution.bias",
    ],
    must_see_options=[
        {"hidden_act": "silu"},
        {"layer_norm_eps": 1e-5},
        {"atrous_rates": [1, 2, 4]},
    ],
    refuses=[
        {"atrous_rates": [1, 2]},
        {"hidden_sizes": [8]},
        {"neck_hidden_sizes": [8]},
        {"num_attention_heads": 3},
        {"conv_kernel_size": 4},
    ],
    requests=STATES,
)
