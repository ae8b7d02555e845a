from parity.arch import Arch, Row
from parity.architectures.pp_ocrv5_server_det import HGNET, STATES
from parity.images import images

LINES = HGNET | dict(
    hidden_sizes=[8, 10, 12, 32],
    stage_out_channels=[8, 10, 12, 32],
    stage_downsample=[True, True, True, True],
    stem_strides=[2, 1, 1, 1, 1],
    stage_downsample_strides=[[2, 1], [1, 2], [2, 1], [2, 1]],
)
TINY = dict(
    backbone_config=LINES,
    hidden_size=12,
    depth=2,
    head_out_channels=11,
    num_attention_heads=3,
)
OTHER = TINY | dict(
    hidden_act="gelu",
    depth=1,
    mlp_ratio=1.5,
    conv_kernel_size=[3, 5],
    qkv_bias=False,
    num_attention_heads=2,
    layer_norm_eps=1e-3,
    backbone_config=LINES | dict(out_features=["stage2", "stage4"]),
)

ARCH = Arch(
    "pp_ocrv5_server_rec",
    "PPOCRV5ServerRec",
    "pp_ocrv5_server_rec",
    requests=STATES,
    rows=[
        Row("Model", TINY, images(2, 3, 48, 60)),
        Row("ForTextRecognition", OTHER, images(2, 3, 48, 44), "other"),
        Row("ForTextRecognition", TINY, images(2, 3, 48, 64), "default"),
    ],
    must_see=[
        "head.encoder.svtr_block.1.self_attn.qkv.bias",
        "head.encoder.conv_block.2.convolution.weight",
        "head.encoder.norm.weight",
        "head.head.bias",
    ],
    must_see_options={"ForTextRecognition-other": [{"hidden_act": "silu"}]},
    refuses=[
        {"num_attention_heads": 5},
        {"conv_kernel_size": [2, 3]},
        {"mlp_ratio": 0},
        {"backbone_config": LINES | {"out_features": ["stage1"]}},
        {"backbone_config": LINES | {"stage_out_channels": [8, 10, 12, 6]}},
        {"backbone_config": {"model_type": "resnet"}},
    ],
)
