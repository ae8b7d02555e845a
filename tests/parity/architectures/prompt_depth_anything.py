import numpy as np
from parity.arch import Arch, Row
from parity.architectures.depth_anything import METRIC, TINY
from parity.images import images


def prompt(*shape: int):
    """A map of depth [b 1 h w]."""
    return {"prompt_depth": lambda rng: rng.uniform(0.5, 9, shape).astype(np.float32)}


ARCH = Arch(
    "prompt_depth_anything",
    "PromptDepthAnything",
    "depth_anything",
    rows=[
        Row("ForDepthEstimation", TINY, images(2, 3, 24, 24), "relative"),
        Row("ForDepthEstimation", METRIC, images(1, 3, 27, 45, **prompt(1, 1, 7, 9)), "metric"),
        Row("ForDepthEstimation", TINY, images(2, 3, 24, 32, **prompt(2, 1, 5, 6)), "tiny"),
    ],
    must_see=["neck.fusion_stage.layers.3.prompt_depth_layer.convolution1.bias"],
)
