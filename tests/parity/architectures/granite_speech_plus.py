from typing import Any

from parity.arch import Arch, Row
from parity.architectures.granite_speech import (
    DEFAULT,
    ENCODER,
    FIVE,
    LM,
    OTHER,
    QFORMER,
    TWO,
    recordings,
)

PARTS = OTHER["encoder_config"] | dict(num_layers=3)
# The middle layer's state has what it predicts in it.
CHOSEN: dict[str, Any] = OTHER | dict(
    encoder_config=PARTS | dict(cat_hidden_layers=[1, 0]),
    projector_config=OTHER["projector_config"] | dict(encoder_hidden_size=48),
)

ARCH = Arch(
    "granite_speech_plus",
    "GraniteSpeechPlus",
    "granite_speech",
    configs={"default": DEFAULT, "other": CHOSEN},
    rows=[
        Row("Model", "default", recordings(*TWO)),
        Row("Model", "other", recordings(*TWO, side="left", **FIVE), "left"),
        Row(LM, "default", recordings(*TWO, labels=True)),
        Row(LM, "other", recordings(*TWO, labels=True, **FIVE)),
    ],
    must_see=["model.projector.query", "model.encoder.input_linear.bias"],
    must_see_options=[{"encoder_config": PARTS | {"cat_hidden_layers": [0, 2]}}],
    refuses=[
        ({"encoder_config": ENCODER | {"cat_hidden_layers": [3]}}, "cat_hidden_layers"),
        ({"encoder_config": ENCODER | {"cat_hidden_layers": [1, 1]}}, "cat_hidden_layers"),
        ({"projector_config": QFORMER | {"encoder_hidden_size": 16}}, "encoder_hidden_size"),
    ],
    padded="attention_mask",
)
