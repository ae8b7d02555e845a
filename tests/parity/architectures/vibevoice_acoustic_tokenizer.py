from parity.arch import Arch, Row
from parity.architectures.vibevoice_acoustic_tokenizer_encoder import OTHER, TINY, waves

ARCH = Arch(
    "vibevoice_acoustic_tokenizer",
    "VibeVoiceAcousticTokenizer",
    "vibevoice_acoustic_tokenizer",
    requests=dict(sample=False),
    rows=[
        Row("Model", TINY, waves(50, name="input_values"), "default"),
        Row("Model", OTHER, waves(64, channels=2, name="input_values"), "other"),
    ],
    must_see=["decoder.conv_layers.2.stage.0.gamma", "encoder.stem.conv.conv.bias"],
    must_see_options=[{"hidden_act": "gelu"}],
    refuses=[{"depths": [1, 1]}],
)
