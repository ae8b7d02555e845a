from typing import Any

from parity.arch import Arch, Row
from parity.architectures.parakeet_ctc import speech
from parity.architectures.parakeet_rnnt import OTHER, REFUSES, TINY, so_far, texts

LONG: dict[str, Any] = OTHER | {"durations": [2, 0, 3]}
AHEAD: dict[str, Any] = TINY | {"durations": [1, 2]}

ARCH = Arch(
    "parakeet_tdt",
    "Parakeet",
    "parakeet_rnnt",
    config_class="ParakeetTDTConfig",
    rows=[
        Row("ForTDT", TINY, speech(16, decoder_input_ids=so_far(12, 12)), "default"),
        Row(
            "ForTDT",
            LONG,
            speech(12, decoder_input_ids=so_far(0, 11), labels=texts(1, 11)),
            "other",
        ),
        Row(
            "ForTDT",
            AHEAD,
            speech(16, decoder_input_ids=so_far(12, 12), labels=texts(2, 12)),
            "ahead",
        ),
        Row(
            "ForTDT",
            TINY,
            speech(16, decoder_input_ids=so_far(12, 12), labels=texts(2, 12)),
            "labels",
        ),
    ],
    must_see={"ForTDT-default": ["joint.head.bias", "decoder.lstm.weight_ih_l0"]},
    must_see_options={
        "ForTDT-labels": [{"durations": [0, 1, 2, 4, 3]}],
        "ForTDT-other": [{"hidden_act": "relu"}],
    },
    refuses=[*REFUSES, {"durations": [0]}, {"durations": [-1, 1]}],
)
