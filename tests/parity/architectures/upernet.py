from parity.arch import Arch, Row
from parity.architectures.detr import BACKBONE
from parity.architectures.grounding_dino import SWIN
from parity.images import images, pixel_classes

STAGES = dict(out_features=["stage1", "stage2", "stage3", "stage4"])
TINY = dict(
    backbone_config=BACKBONE | STAGES,
    hidden_size=12,
    num_labels=4,
    auxiliary_channels=6,
    pool_scales=[1, 2, 3],
)
OTHER = TINY | dict(
    backbone_config={k: v for k, v in SWIN.items() if k != "out_indices"}
    | dict(out_features=["stage1", "stage2", "stage3"]),
    auxiliary_concat_input=True,
    auxiliary_in_channels=32,
    auxiliary_loss_weight=0.7,
    auxiliary_num_convs=2,
    loss_ignore_index=7,
    pool_scales=[1, 2],
)
ALONE = TINY | dict(
    backbone_config=dict(
        model_type="convnext", hidden_sizes=[6, 8], depths=[1, 1], num_stages=2, out_indices=[1, 2]
    ),
    use_auxiliary_head=False,
)

ARCH = Arch(
    "upernet",
    "UperNet",
    "upernet",
    requests=dict(output_hidden_states=True),
    rows=[
        Row("ForSemanticSegmentation", ALONE, images(1, 3, 35, 41), "alone"),
        Row(
            "ForSemanticSegmentation",
            TINY,
            images(2, 3, 64, 96, labels=pixel_classes(4, 2, 64, 96)),
            "tiny",
        ),
        Row(
            "ForSemanticSegmentation",
            OTHER,
            images(2, 3, 40, 52, labels=pixel_classes(4, 2, 40, 52, ignored=7)),
            "other",
            requests=dict(output_hidden_states=True, output_attentions=True),
        ),
    ],
    must_see=[
        "decode_head.psp_modules.1.1.batch_norm.bias",
        "decode_head.fpn_convs.0.conv.weight",
        "auxiliary_head.convs.1.batch_norm.bias",
        "auxiliary_head.conv_cat.batch_norm.bias",
    ],
    must_see_options=[{"auxiliary_loss_weight": 0.4}],
    refuses=[
        {"pool_scales": [0]},
        {"use_auxiliary_head": True, "backbone_config": BACKBONE | dict(out_features=["stage4"])},
    ],
)
