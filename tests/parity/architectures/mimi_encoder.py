from parity.arch import Arch, Row
from parity.architectures.mimi import OTHER, TINY, sound

ARCH = Arch(
    "mimi_encoder",
    "MimiEncoder",
    "mimi",
    # Loaded from a file, transformers' convolutions of either side keep numbers without data.
    trained="Model-default",
    rows=[
        Row("Model", TINY, sound(121), "default"),
        Row("Model", OTHER, sound(131, channels=2), "other"),
    ],
    must_see=["encoder_transformer.layers.1.mlp.fc1.weight", "downsample.conv.weight"],
    refuses=[{"pad_mode": "circular"}],
)
