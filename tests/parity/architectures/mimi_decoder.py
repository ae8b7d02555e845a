import numpy as np
from parity.arch import Arch, Row
from parity.architectures.mimi import OTHER, TINY


def latents(rng: np.random.Generator):
    return {"latents": rng.standard_normal((3, 16, 7)).astype(np.float32)}


ARCH = Arch(
    "mimi_decoder",
    "MimiDecoder",
    "mimi",
    # Loaded from a file, transformers' convolutions of either side keep numbers without data.
    trained="Model-default",
    rows=[
        Row("Model", TINY, latents, "default"),
        Row("Model", OTHER, latents, "other"),
    ],
    must_see=["decoder_transformer.layers.1.mlp.fc1.weight", "upsample.conv.weight"],
    refuses=[{"pad_mode": "circular"}],
)
