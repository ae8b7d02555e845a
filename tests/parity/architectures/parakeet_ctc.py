from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.texts import padding
from parity.waves import filter_banks

TINY_ENCODER = dict(
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    conv_kernel_size=5,
    subsampling_conv_channels=6,
    num_mel_bins=16,
)
OTHER_ENCODER = TINY_ENCODER | dict(
    hidden_act="relu",
    attention_bias=False,
    convolution_bias=False,
    subsampling_factor=4,
    subsampling_conv_kernel_size=5,
    scale_input=False,
    num_mel_bins=12,
)
TINY = dict(encoder_config=TINY_ENCODER, vocab_size=13, pad_token_id=12)
OTHER = dict(
    encoder_config=OTHER_ENCODER,
    vocab_size=13,
    pad_token_id=3,
    ctc_loss_reduction="sum",
    ctc_zero_infinity=False,
)
ENCODER = dict(config_class="ParakeetEncoderConfig")


def speech(bins: int, *, masked: bool = True, **labels: Any):
    lengths = (90, 61, 48)

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs: dict[str, Any] = {"input_features": filter_banks(rng, 3, 90, bins)}
        if masked:
            inputs["attention_mask"] = padding(list(lengths), 90)
        return inputs | {name: maker(rng) for name, maker in labels.items()}

    return make


def text(rng: np.random.Generator) -> np.ndarray:
    """Labels of at most 4 tokens; padding is -100 or the blank."""
    labels = rng.integers(4, 12, (3, 4))
    labels[1, 3:], labels[2, 2:] = -100, 3
    return labels


ARCH = Arch(
    "parakeet_ctc",
    "Parakeet",
    "parakeet_ctc",
    config_class="ParakeetCTCConfig",
    rows=[
        Row("ForCTC", TINY, speech(16), "default"),
        Row("Encoder", TINY_ENCODER, speech(16), "default", **ENCODER),
        Row("Encoder", OTHER_ENCODER, speech(12, masked=False), "other", **ENCODER),
        Row("ForCTC", TINY, speech(16, labels=text), "labels"),
        Row("ForCTC", OTHER, speech(12, labels=text), "other"),
    ],
    must_see={
        "ForCTC-other": [
            "encoder.layers.0.self_attn.bias_u",
            "encoder.layers.0.self_attn.bias_v",
            "encoder.subsampling.layers.2.bias",
            "encoder.layers.1.conv.norm.running_mean",
        ]
    },
    must_see_options={
        "ForCTC-other": [
            {"encoder_config": OTHER_ENCODER | {"hidden_act": "silu"}},
            {"encoder_config": OTHER_ENCODER | {"scale_input": True}},
        ]
    },
    refuses=[
        ({"encoder_config": OTHER_ENCODER | {"subsampling_factor": 6}}, "subsampling_factor"),
        ({"encoder_config": OTHER_ENCODER | {"conv_kernel_size": 4}}, "conv_kernel_size"),
        ({"encoder_config": OTHER_ENCODER | {"num_attention_heads": 5}}, "num_attention_heads"),
        ({"encoder_config": OTHER_ENCODER | {"num_mel_bins": 15}}, "num_mel_bins"),
        {"ctc_loss_reduction": "max"},
    ],
)
