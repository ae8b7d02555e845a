import numpy as np
from parity.arch import Arch, Row
from parity.texts import padding

TINY = dict(
    target_bandwidths=[0.3, 0.6],
    sampling_rate=200,
    hidden_size=8,
    num_filters=4,
    upsampling_ratios=[3, 2],
    kernel_size=3,
    last_kernel_size=3,
    codebook_size=8,
    codebook_dim=8,
    num_lstm_layers=1,
)
# Chunks that overlap, both channels, scales, and convolutions of either side.
OTHER = TINY | dict(
    audio_channels=2,
    normalize=True,
    chunk_length_s=0.5,
    overlap=0.1,
    num_residual_layers=2,
    norm_type="time_group_norm",
    residual_kernel_size=5,
    dilation_growth_rate=3,
    use_causal_conv=False,
    pad_mode="constant",
    compress=4,
    num_lstm_layers=2,
    use_conv_shortcut=False,
)
TRIMMED = TINY | dict(trim_right_ratio=0.5, pad_mode="replicate", upsampling_ratios=[4, 3])


def sound(samples: int, *, channels: int = 1, lengths=None):
    """Waveforms [3 channels samples]."""

    def make(rng: np.random.Generator):
        inputs = {"input_values": rng.standard_normal((3, channels, samples)).astype(np.float32)}
        if lengths is not None:
            inputs["padding_mask"] = padding(list(lengths), samples)
        return inputs

    return make


ARCH = Arch(
    "encodec",
    "Encodec",
    "encodec",
    requests={},
    rows=[
        Row("Model", TINY, sound(61), "default"),
        Row("Model", TINY, sound(50, lengths=(50, 33, 20)), "padded"),
        Row("Model", TRIMMED, sound(55), "trimmed", requests=dict(bandwidth=0.6)),
        Row("Model", OTHER, sound(230, channels=2, lengths=(230, 160, 120)), "other"),
    ],
    must_see={
        "Model-default": [
            "decoder.layers.1.lstm.weight_hh_l0",
            "decoder.layers.0.conv.bias",
            "quantizer.layers.0.codebook.embed",
        ]
    },
    must_see_options={
        "Model-default": [{"pad_mode": "constant"}, {"trim_right_ratio": 0.5}],
        "Model-other": [{"normalize": False}, {"overlap": 0.2}],
    },
    refuses=[
        {"norm_type": "batch_norm"},
        {"codebook_size": 9},
        ({"use_causal_conv": False, "trim_right_ratio": 0.5}, "trim_right_ratio"),
        {"pad_mode": "circular"},
        {"codebook_dim": 3},
    ],
)
