from parity.arch import Arch, Row
from parity.architectures import wav2vec2
from parity.architectures.wav2vec2 import SPEAKERS, one_of, sound, text, unmasked
from parity.encoders import classes

TINY = wav2vec2.PRETRAINED | dict(num_clusters=6)
OTHER = wav2vec2.OTHER | dict(num_clusters=6)

ARCH = Arch(
    "unispeech-sat",
    "UniSpeechSat",
    "wav2vec2",
    rows=[
        Row("Model", TINY, sound(), "default"),
        Row("ForPreTraining", TINY, sound(), "default"),
        Row("ForPreTraining", OTHER, unmasked, "other"),
        Row("ForSequenceClassification", TINY, unmasked, "default"),
        Row("ForSequenceClassification", OTHER, sound(labels=classes(5, 3)), "other"),
        Row("ForAudioFrameClassification", TINY, sound(labels=one_of(2)), "default"),
        Row("ForXVector", OTHER, SPEAKERS, "other"),
        Row("ForCTC", TINY, sound(120, 75, 60, labels=text), "default"),
        Row("ForCTC", OTHER, sound(labels=text), "other"),
    ],
    must_see={"ForCTC-other": ["unispeech_sat.encoder.pos_conv_embed.conv.bias"]},
    must_see_options={"ForCTC-other": [{"do_stable_layer_norm": False}]},
    refuses=[({"codevector_dim": 255}, "num_codevector_groups=2")],
)
