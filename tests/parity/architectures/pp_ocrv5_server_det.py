from parity.arch import Arch, Row
from parity.images import images

STATES = dict(output_hidden_states=True)
STAGES = ["stage1", "stage2", "stage3", "stage4"]
HGNET = dict(
    model_type="hgnet_v2",
    embedding_size=6,
    stem_channels=[3, 8, 6],
    hidden_sizes=[8, 10, 12, 14],
    depths=[1, 1, 1, 1],
    stage_in_channels=[6, 8, 10, 12],
    stage_mid_channels=[4, 4, 6, 4],
    stage_out_channels=[8, 10, 12, 14],
    stage_num_blocks=[1, 2, 1, 1],
    stage_numb_of_layers=[2, 1, 2, 1],
    out_features=STAGES,
)
INTRACLASS = {
    "reduce_channel": [1, 1, 0],
    "return_channel": [1, 1, 0],
    "vertical_long_to_small_conv_longratio": [[7, 1], [1, 1], [3, 0]],
    "vertical_long_to_small_conv_midratio": [[5, 1], [1, 1], [2, 0]],
    "vertical_long_to_small_conv_shortratio": [[3, 1], [1, 1], [1, 0]],
    "horizontal_small_to_long_conv_longratio": [[1, 7], [1, 1], [0, 3]],
    "horizontal_small_to_long_conv_midratio": [[1, 5], [1, 1], [0, 2]],
    "horizontal_small_to_long_conv_shortratio": [[1, 3], [1, 1], [0, 1]],
    "symmetric_conv_long_longratio": [[7, 7], [1, 1], [3, 3]],
    "symmetric_conv_long_midratio": [[5, 5], [1, 1], [2, 2]],
    "symmetric_conv_long_shortratio": [[3, 3], [1, 1], [1, 1]],
}
NECK = dict(
    neck_out_channels=16,
    reduce_factor=2,
    intraclass_block_number=4,
    intraclass_block_config=INTRACLASS,
    scale_factor_list=[1, 2, 4, 8],
    kernel_list=[3, 2, 2],
)
TINY = NECK | dict(backbone_config=HGNET)
OTHER = TINY | dict(
    interpolate_mode="bilinear",
    neck_out_channels=24,
    reduce_factor=3,
    intraclass_block_config=INTRACLASS
    | {"symmetric_conv_long_longratio": [3, 1, 1], "reduce_channel": [3, 1, 1]},
    hidden_act="gelu",
    kernel_list=[5, 3, 2],
    backbone_config=HGNET | dict(hidden_act="gelu", use_learnable_affine_block=True),
)
CUBIC = TINY | dict(interpolate_mode="bicubic")

ARCH = Arch(
    "pp_ocrv5_server_det",
    "PPOCRV5ServerDet",
    "pp_ocrv5_server_det",
    requests=STATES,
    rows=[
        Row("Model", OTHER, images(2, 3, 32, 64)),
        Row("ForObjectDetection", TINY, images(2, 3, 64, 32), "default"),
        Row("ForObjectDetection", CUBIC, images(1, 3, 32, 32), "cubic"),
        Row("ForObjectDetection", OTHER, images(1, 3, 64, 96), "other"),
    ],
    must_see=[
        "model.neck.path_aggregation_head_convolution.1.weight",
        "model.neck.intraclass_blocks.3.horizontal_small_to_long_conv_midratio.bias",
        "model.neck.input_channel_adjustment_convolution.3.weight",
        "head.binarize_head.conv_up.norm.running_mean",
        "head.local_refinement_module.convolution_backbone.convolution.weight",
    ],
    must_see_options=[{"interpolate_mode": "nearest"}, {"hidden_act": "relu"}],
    refuses=[
        {"interpolate_mode": "area"},
        {"neck_out_channels": 18},
        {"reduce_factor": 7},
        {"intraclass_block_number": 3},
        {"scale_factor_list": [1, 2, 2, 8]},
        {"scale_factor": 4},
        ({"kernel_list": [3, 2, 3]}, "scale_factor"),
        {"kernel_list": [3, 2]},
        {"intraclass_block_config": INTRACLASS | {"reduce_channel": [3, 1, 0]}},
        {"intraclass_block_config": {"reduce_channel": [1, 1, 0]}},
        {"backbone_config": HGNET | {"out_features": STAGES[1:]}},
    ],
)
