from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.architectures.parakeet_ctc import OTHER_ENCODER, TINY_ENCODER, speech

TINY: dict[str, Any] = dict(
    encoder_config=TINY_ENCODER,
    vocab_size=13,
    pad_token_id=2,
    blank_token_id=12,
    decoder_hidden_size=10,
)
OTHER: dict[str, Any] = dict(
    encoder_config=OTHER_ENCODER,
    vocab_size=11,
    pad_token_id=1,
    blank_token_id=0,
    decoder_hidden_size=14,
    num_decoder_layers=1,
    hidden_act="tanh",
    max_symbols_per_step=3,
)


def so_far(blank: int, most: int, count: int = 5):
    """The blank and the tokens after it."""

    def make(rng: np.random.Generator) -> np.ndarray:
        ids = rng.integers(3, most, (3, count))
        ids[:, 0] = blank
        return ids

    return make


def texts(pad: int, most: int):
    def make(rng: np.random.Generator) -> np.ndarray:
        labels = rng.integers(3, most, (3, 4))
        labels[1, 3:], labels[2, 2:] = pad, pad
        return labels

    return make


REFUSES: list[Any] = [
    {"blank_token_id": 13},
    {"num_decoder_layers": 0},
    {"max_symbols_per_step": 0},
    ({"encoder_config": OTHER_ENCODER | {"num_mel_bins": 15}}, "num_mel_bins"),
]

ARCH = Arch(
    "parakeet_rnnt",
    "Parakeet",
    "parakeet_rnnt",
    config_class="ParakeetRNNTConfig",
    rows=[
        Row("ForRNNT", TINY, speech(16, decoder_input_ids=so_far(12, 12)), "default"),
        Row("ForRNNT", OTHER, speech(12, decoder_input_ids=so_far(0, 11)), "other"),
        Row("ForRNNT", TINY, speech(16, decoder_input_ids=so_far(12, 12, 1)), "step"),
    ],
    must_see={
        "ForRNNT-default": [
            "decoder.lstm.bias_hh_l1",
            "decoder.decoder_projector.bias",
            "encoder_projector.bias",
            "joint.head.bias",
        ]
    },
    must_see_options={"ForRNNT-other": [{"hidden_act": "relu"}]},
    refuses=REFUSES,
)
