import numpy as np
from parity.arch import Arch, Row

TINY = dict(
    encoder_hidden_size=4,
    downsampling_ratios=[2, 3],
    decoder_hidden_size=16,
    n_codebooks=3,
    codebook_size=8,
    codebook_dim=4,
    sampling_rate=200,
)
OTHER = TINY | dict(
    downsampling_ratios=[3, 2, 2],
    commitment_loss_weight=0.7,
    codebook_loss_weight=0.2,
    n_codebooks=2,
    codebook_dim=3,
)


def sound(samples: int):
    return lambda rng: {"input_values": rng.standard_normal((2, 1, samples)).astype(np.float32)}


ARCH = Arch(
    "dac",
    "Dac",
    "dac",
    requests={},
    rows=[
        Row("Model", TINY, sound(73), "default"),
        Row("Model", TINY, sound(66), "fewer", requests=dict(n_quantizers=2)),
        Row("Model", OTHER, sound(80), "other"),
    ],
    must_see={
        "Model-default": [
            "encoder.block.1.res_unit3.snake1.alpha",
            "quantizer.quantizers.2.out_proj.bias",
            "decoder.conv2.bias",
        ]
    },
    must_see_options={
        "Model-other": [{"commitment_loss_weight": 0.25}, {"codebook_loss_weight": 1.0}]
    },
    refuses=[{"codebook_size": 9}, {"decoder_hidden_size": 17}],
)
