from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images

TINY = dict(hidden_sizes=[6, 6, 8, 10, 12], stem_out_channels=6, num_labels=3)
OTHER = TINY | dict(
    batch_norm_eps=0.1,
    conv_layer_kernel_sizes=[[[3, 5]], [[1, 3], [3, 1]], [[5, 5]], [[1, 1], [3, 3]]],
    conv_layer_strides=[[1], [2, 1], [1], [2, 1]],
    num_labels=5,
    out_features=["stem", "stage2"],
    stem_act_func="gelu",
    stem_kernel_size=5,
    stem_num_channels=2,
    stem_stride=3,
)

ARCH = Arch(
    "textnet",
    "TextNet",
    "textnet",
    {"tiny": TINY, "other": OTHER},
    (
        Row("Model", "tiny", images(2, 3, 64, 80)),
        Row("Model", "other", images(1, 2, 37, 51)),
        Row("Backbone", "tiny", images(1, 3, 64, 64)),
        Row("Backbone", "other", images(2, 2, 40, 33)),
        Row("ForImageClassification", "other", images(3, 2, 32, 32, labels=classes(5, 3))),
        Row("ForImageClassification", "tiny", images(2, 3, 33, 64, labels=classes(3, 2))),
    ),
    must_see=[
        "textnet.encoder.stages.1.stage.2.vertical_conv.weight",
        "textnet.encoder.stages.1.stage.2.rbr_identity.running_mean",
        "textnet.stem.batch_norm.bias",
    ],
    must_see_options=[{"stem_act_func": "gelu"}, {"batch_norm_eps": 0.1}],
    refuses=[
        {"conv_layer_kernel_sizes": [[[3, 3]]]},
        {"conv_layer_kernel_sizes": [[[3, 2]], [[3, 3]], [[3, 3]], [[3, 3]]]},
        {"conv_layer_strides": [[1]]},
        {"hidden_sizes": [6, 8]},
        {"stem_out_channels": 8},
    ],
    requests=dict(output_hidden_states=True),
)
