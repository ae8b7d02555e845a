from parity.arch import Arch, Row
from parity.architectures.rt_detr import OTHER as SIZES
from parity.architectures.rt_detr import TINY as RT_DETR
from parity.detection import objects
from parity.images import images

BACKBONE = dict(
    model_type="hgnet_v2",
    embedding_size=6,
    stem_channels=[3, 8, 6],
    hidden_sizes=[8, 10, 12, 14],
    depths=[1, 1, 1, 1],
    stage_in_channels=[6, 8, 10, 12],
    stage_mid_channels=[4, 4, 6, 4],
    stage_out_channels=[8, 10, 12, 14],
    stage_num_blocks=[1, 1, 2, 1],
    stage_numb_of_layers=[1, 1, 2, 1],
    out_indices=[2, 3, 4],
)
TINY = RT_DETR | dict(
    backbone_config=BACKBONE, encoder_in_channels=[10, 12, 14], max_num_bins=6, lqe_hidden_dim=8
)
OTHER = SIZES | dict(
    backbone_config=BACKBONE | dict(use_learnable_affine_block=True),
    encoder_in_channels=[10, 12, 14],
    decoder_n_points=[2, 1, 3, 1],
    decoder_offset_scale=0.7,
    depth_mult=0.5,
    lqe_hidden_dim=6,
    lqe_layers=3,
    max_num_bins=8,
    reg_scale=3.0,
    top_prob_values=3,
    up=0.7,
    weight_loss_ddf=1.0,
    weight_loss_fgl=0.2,
)
DISCRETE = TINY | dict(decoder_method="discrete", eval_idx=1)

ARCH = Arch(
    "d_fine",
    "DFine",
    "d_fine",
    rows=[
        Row("Model", TINY, images(2, 3, 64, 96), "tiny"),
        Row("Model", OTHER, images(1, 3, 96, 64), "other"),
        Row("ForObjectDetection", DISCRETE, images(2, 3, 64, 96), "discrete"),
        Row("ForObjectDetection", TINY, images(2, 3, 64, 64, labels=objects(3, 3, 0)), "labels"),
        Row("ForObjectDetection", OTHER, images(2, 3, 64, 64, labels=objects(4, 2, 3)), "other"),
    ],
    must_see=[
        "model.decoder.layers.0.encoder_attn.num_points_scale",
        "model.decoder.up",
        "model.decoder.lqe_layers.1.reg_conf.layers.0.bias",
        "model.decoder.pre_bbox_head.layers.0.bias",
        "model.encoder.fpn_blocks.0.csp_rep2.conv2.norm.bias",
        "model.decoder.layers.1.gateway.gate.bias",
    ],
    must_see_options=[{"decoder_offset_scale": 0.5}, {"matcher_class_cost": 90.0}],
    refuses=[
        {"eval_idx": 0},
        {"max_num_bins": 7},
        {"decoder_method": "other"},
        {"decoder_n_points": [1, 2]},
        {"top_prob_values": 20},
        {"lqe_layers": 0},
    ],
)
