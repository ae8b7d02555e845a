from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images, pixel_classes

STATES = dict(output_hidden_states=True)
TINY = dict(
    aspp_out_channels=10,
    base_attn_unit_dims=[32, 40, 48],
    num_labels=3,
    width_multiplier=0.1,
)
OTHER = TINY | dict(
    atrous_rates=[1, 2, 3],
    conv_kernel_size=5,
    expand_ratio=1.5,
    ffn_multiplier=4,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    n_attn_blocks=[1, 1, 2],
    num_channels=2,
    num_labels=5,
    output_stride=16,
    patch_size=3,
    semantic_loss_ignore_index=4,
    width_multiplier=0.25,
)

ARCH = Arch(
    "mobilevitv2",
    "MobileViTV2",
    "mobilevit",
    rows=[
        Row("Model", TINY, images(2, 3, 64, 96), "default"),
        Row("Model", OTHER, images(1, 2, 70, 90), "other"),
        Row("ForImageClassification", TINY, images(2, 3, 72, 64), "default"),
        Row("ForImageClassification", OTHER, images(3, 2, 96, 96, labels=classes(5, 3)), "classes"),
        Row("ForSemanticSegmentation", TINY, images(1, 3, 64, 96), "default"),
        Row(
            "ForSemanticSegmentation",
            OTHER | {"output_stride": 8},
            images(2, 2, 64, 70, labels=pixel_classes(5, 2, 64, 70, ignored=4)),
            "labels",
        ),
    ],
    must_see=[
        "mobilevitv2.encoder.layer.4.transformer.layer.1.attention.out_proj.convolution.bias",
        "segmentation_head.classifier.convolution.bias",
    ],
    must_see_options=[{"hidden_act": "silu"}, {"layer_norm_eps": 1e-5}],
    refuses=[{"n_attn_blocks": [1]}, {"base_attn_unit_dims": [8]}, {"width_multiplier": 0.0}],
    requests=STATES,
)
