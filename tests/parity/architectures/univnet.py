from typing import Any

import numpy as np
from parity.arch import Arch, Row

SMALL: dict[str, Any] = dict(
    model_in_channels=6,
    model_hidden_channels=4,
    num_mel_bins=5,
    resblock_kernel_sizes=[3, 5],
    resblock_stride_sizes=[3, 2],
    resblock_dilation_sizes=[[1, 3], [2, 1, 1]],
    kernel_predictor_num_blocks=2,
    kernel_predictor_hidden_channels=6,
    kernel_predictor_conv_size=5,
    kernel_predictor_dropout=0.3,
    leaky_relu_slope=0.3,
)


def noise(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return rng.standard_normal(shape).astype(np.float32)


def batch(rng: np.random.Generator) -> dict[str, Any]:
    padding = np.ones((2, 42), np.int32)
    padding[1, 30:] = 0
    return {
        "input_features": noise(rng, 2, 7, 5),
        "noise_sequence": noise(rng, 2, 7, 6),
        "padding_mask": padding,
    }


def one(rng: np.random.Generator) -> dict[str, Any]:
    return {"input_features": noise(rng, 5, 5), "noise_sequence": noise(rng, 5, 6)}


ARCH = Arch(
    "univnet",
    "UnivNet",
    "univnet",
    rows=[
        Row("Model", SMALL, batch, "batch"),
        Row("Model", SMALL, one, "one"),
    ],
    must_see={
        "Model-batch": ["resblocks.1.kernel_predictor.bias_conv.bias", "resblocks.0.convt_pre.bias"]
    },
    must_see_options=[{"leaky_relu_slope": 0.1}],
    refuses=[
        ({"resblock_stride_sizes": [3]}, "as many as resblock_kernel_sizes"),
        ({"resblock_kernel_sizes": [3, 4]}, "odd numbers"),
        ({"kernel_predictor_conv_size": 4}, "an odd number"),
        ({"kernel_predictor_hidden_channels": 8}, "model_in_channels=6"),
    ],
    requests={},
)
