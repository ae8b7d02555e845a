from parity.arch import Arch, Row
from parity.images import images

BLOCKS = [
    [[3, 8, 12, 1, False]],
    [[3, 12, 16, 2, False], [3, 16, 16, 1, True]],
    [[3, 16, 20, 2, False]],
    [[5, 20, 20, 1, False]],
    [[5, 20, 24, 2, True], [3, 24, 24, 1, True]],
]
TINY = dict(
    block_configs=BLOCKS, stem_channels=8, divisor=4, class_expand=10, num_labels=3, reduction=2
)
OTHER = TINY | dict(
    class_expand=14,
    divisor=2,
    hidden_act="relu",
    hidden_dropout_prob=0.4,
    num_labels=5,
    out_features=["stem", "stage2", "stage5"],
    reduction=4,
    scale=0.6,
    stem_stride=1,
)

STATES = {"output_hidden_states": True}  # there is no attention

ARCH = Arch(
    "pp_lcnet",
    "PPLCNet",
    "pp_lcnet",
    rows=[
        Row("Backbone", TINY, images(2, 3, 32, 40), "last", requests=STATES),
        Row("Backbone", OTHER, images(1, 3, 36, 28), "other", requests=STATES),
        Row("ForImageClassification", TINY, images(2, 3, 32, 32), "tiny", requests=STATES),
        Row("ForImageClassification", OTHER, images(2, 3, 24, 40), "other", requests=STATES),
    ],
    must_see=[
        "encoder.blocks.4.layers.0.squeeze_excitation_module.convolutions.2.bias",
        "encoder.convolution.normalization.running_var",
    ],
    must_see_options={"ForImageClassification-tiny": [{"hidden_dropout_prob": 0.5}]},
    refuses=[
        {"block_configs": BLOCKS[:4]},
        {"block_configs": [[[3, 8]]] * 5},
        {"scale": 0.0},
        {"divisor": 0},
    ],
)
