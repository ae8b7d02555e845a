from parity.arch import Arch, Row
from parity.architectures import wav2vec2
from parity.architectures.wav2vec2 import (
    SPEAKERS,
    masked_frames,
    one_of,
    sound,
    text,
    unmasked,
)
from parity.encoders import classes

POSITIONS = dict(conv_pos_kernel_size=5, num_conv_pos_embeddings=2)
OPTIONS = dict(conv_pos_kernel_size=4, num_conv_pos_embeddings=3, do_stable_layer_norm=False)
TINY = wav2vec2.TINY | POSITIONS
CODES = ("num_codevectors_per_group", "codevector_dim", "proj_codevector_dim")
OTHER = {name: value for name, value in wav2vec2.OTHER.items() if name not in CODES} | OPTIONS
ADAPTED = OTHER | dict(add_adapter=True, num_adapter_layers=2, output_hidden_size=18)

ARCH = Arch(
    "data2vec-audio",
    "Data2VecAudio",
    "wav2vec2",
    rows=[
        Row("Model", TINY, sound(), "default"),
        Row("Model", TINY, sound(mask_time_indices=masked_frames), "hidden"),
        Row("Model", ADAPTED, sound(), "adapted"),
        Row("ForSequenceClassification", TINY, unmasked, "default"),
        Row("ForSequenceClassification", OTHER, sound(labels=classes(5, 3)), "other"),
        Row("ForAudioFrameClassification", TINY, sound(labels=one_of(2)), "default"),
        Row("ForXVector", OTHER, SPEAKERS, "other"),
        Row("ForCTC", TINY, sound(120, 75, 60, labels=text), "default"),
        Row("ForCTC", OTHER, sound(labels=text), "other"),
    ],
    must_see={
        "ForCTC-other": [
            "data2vec_audio.encoder.pos_conv_embed.layers.1.conv.bias",
            "data2vec_audio.feature_extractor.conv_layers.0.layer_norm.bias",
        ]
    },
    must_see_options={"ForCTC-other": [{"hidden_act": "gelu"}, {"layer_norm_eps": 1e-05}]},
    refuses=[({"conv_stride": (5, 2, 2)}, "2 numbers"), ({"tdnn_kernel": (5,)}, "3 numbers")],
)
