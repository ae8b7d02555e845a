import numpy as np
from parity.arch import Arch, Row
from parity.images import images

TINY = dict(
    embedding_size=6,
    stem_channels=[3, 8, 6],
    hidden_sizes=[8, 10, 12],
    depths=[1, 1, 1],
    stage_in_channels=[6, 8, 10],
    stage_mid_channels=[4, 4, 6],
    stage_out_channels=[8, 10, 12],
    stage_num_blocks=[1, 2, 1],
    stage_downsample=[False, True, True],
    stage_light_block=[False, True, True],
    stage_kernel_size=[3, 5, 3],
    stage_numb_of_layers=[2, 1, 2],
)
OTHER = TINY | dict(
    hidden_act="gelu",
    num_labels=3,
    out_features=["stem", "stage2", "stage3"],
    stage_downsample_strides=[2, [1, 2], 2],
    stem_strides=[2, 1, 1, 2, 1],
    use_learnable_affine_block=True,
)
REQUESTS = dict(output_hidden_states=True)
CLASSES = lambda rng: np.array([2, 0])  # noqa: E731

ARCH = Arch(
    "hgnet_v2",
    "HGNetV2",
    "hgnet_v2",
    requests=REQUESTS,
    rows=[
        Row("Backbone", TINY, images(2, 3, 32, 48), "last"),
        Row("Backbone", OTHER, images(1, 3, 35, 41), "other"),
        Row("ForImageClassification", TINY, images(1, 3, 33, 32), "odd"),
        Row("ForImageClassification", OTHER, images(2, 3, 32, 32, labels=CLASSES), "other"),
    ],
    must_see=["embedder.stem2a.lab.scale", "encoder.stages.1.blocks.1.aggregation.0.lab.bias"],
    must_see_options=[{"hidden_act": "relu"}],
    refuses=[
        {"stem_channels": [3, 7, 6]},
        {"stem_strides": [2, 1]},
        {"stage_kernel_size": [3]},
        {"hidden_sizes": [1, 1]},
    ],
)
