from parity.arch import Arch
from parity.architectures.beit import ROWS

ARCH = Arch(
    "data2vec-vision",
    "Data2VecVision",
    "beit",
    rows=ROWS,
    # transformers 5.23 reads its segmenter from files with its own names alone, not with those of
    # version 4.
    trained="ForImageClassification-classes",
    must_see={
        "ForSemanticSegmentation-tiny": [
            "data2vec_vision.encoder.relative_position_bias.relative_position_bias_table",
            "auxiliary_head.convs.0.bn.running_mean",
        ]
    },
    refuses=[{"auxiliary_num_convs": 0}],
)
