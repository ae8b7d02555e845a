from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.architectures.vibevoice_acoustic_tokenizer_encoder import OTHER, TINY


def latents(rng: np.random.Generator) -> dict[str, Any]:
    return {"hidden_states": rng.standard_normal((3, 6, 7)).astype(np.float32)}


ARCH = Arch(
    "vibevoice_acoustic_tokenizer_decoder",
    "VibeVoiceAcousticTokenizerDecoder",
    "vibevoice_acoustic_tokenizer",
    requests={},
    rows=[
        Row("Model", TINY, latents, "default"),
        Row("Model", OTHER, latents, "other"),
    ],
    must_see=["conv_layers.2.stage.1.gamma", "conv_layers.0.convtr.convtr.bias"],
    must_see_options=[{"hidden_act": "gelu"}],
    refuses=[{"depths": [1, 1]}],
)
