import numpy as np
from parity.arch import Arch, Row
from parity.architectures.segformer import TINY as SIZES
from parity.images import images

TINY = {name: value for name, value in SIZES.items() if name != "num_labels"}
OTHER = TINY | dict(
    decoder_hidden_size=8, drop_path_rate=0.3, hidden_act="relu", max_depth=80, sr_ratios=[4, 2]
)
COARSE = TINY | dict(head_in_index=0)


def depths(*shape: int):
    """Depths, of which some are not known."""

    def make(rng: np.random.Generator) -> np.ndarray:
        known = rng.random(shape) > 0.2
        return np.where(known, rng.uniform(0.5, 9, shape), 0.0).astype(np.float32)

    return make


ARCH = Arch(
    "glpn",
    "GLPN",
    "segformer",
    rows=[
        Row("Model", TINY, images(2, 3, 32, 40), "tiny"),
        Row("ForDepthEstimation", COARSE, images(1, 3, 32, 64), "coarse"),
        Row("ForDepthEstimation", TINY, images(2, 3, 32, 48, labels=depths(2, 32, 48)), "tiny"),
        Row(
            "ForDepthEstimation",
            OTHER,
            images(2, 3, 32, 32, labels=depths(2, 32, 32)),
            "other",
            requests={},
        ),
    ],
    must_see=["decoder.stages.1.fusion.convolutional_layer2.1.running_mean", "head.head.2.bias"],
    must_see_options=[{"max_depth": 10}],
    refuses=[{"head_in_index": 2}, {"decoder_hidden_size": 7}],
)
