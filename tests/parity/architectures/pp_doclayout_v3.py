from parity.arch import Arch, Row
from parity.architectures.d_fine import BACKBONE as HGNET
from parity.architectures.rt_detr import OTHER as SIZES
from parity.architectures.rt_detr import TINY as RT_DETR
from parity.images import images

BACKBONE = HGNET | dict(out_indices=[1, 2, 3, 4])
OWN = dict(
    backbone_config=BACKBONE,
    encoder_in_channels=[10, 12, 14],
    x4_feat_dim=8,
    mask_feature_channels=[6, 4],
    num_prototypes=5,
    global_pointer_head_size=4,
)
OF_LOSSES = ("auxiliary_loss", "focal_loss_", "matcher_", "weight_loss_")


def without_losses(options: dict) -> dict:
    """There is no loss, nor an option of one."""
    return {name: value for name, value in options.items() if not name.startswith(OF_LOSSES)}


TINY = without_losses(RT_DETR) | OWN
OTHER = without_losses(SIZES) | OWN | dict(mask_enhanced=False, feat_strides=[8, 16, 32])

ARCH = Arch(
    "pp_doclayout_v3",
    "PPDocLayoutV3",
    "rt_detr",
    rows=[
        Row("Model", OTHER, images(1, 3, 96, 64), "other"),
        Row("ForObjectDetection", OTHER, images(2, 3, 64, 64), "other"),
        Row("ForObjectDetection", TINY, images(2, 3, 64, 96), "tiny"),
    ],
    must_see=[
        "model.decoder_order_head.1.bias",
        "model.decoder_global_pointer.dense.bias",
        "model.decoder_norm.bias",
        "model.mask_query_head.layers.2.bias",
        "model.encoder.mask_feature_head.scale_heads.2.layers.2.convolution.weight",
        "model.encoder.encoder_mask_lateral.normalization.bias",
    ],
    must_see_options=[{"mask_enhanced": False}],
    refuses=[
        {"encoder_in_channels": [10, 12], "encode_proj_layers": [1], "decoder_in_channels": [8, 8]},
        {"feat_strides": [8, 16]},
        {"mask_feature_channels": [4]},
        {"num_prototypes": 0},
        {"global_pointer_head_size": 0},
        {"x4_feat_dim": 0},
    ],
)
