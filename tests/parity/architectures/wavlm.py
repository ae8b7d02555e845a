from parity.arch import Arch, Row
from parity.architectures import wav2vec2
from parity.architectures.wav2vec2 import SPEAKERS, one_of, sound, text, unmasked

BUCKETS = dict(num_buckets=12, max_bucket_distance=9)
TINY, OTHER = wav2vec2.TINY | BUCKETS, wav2vec2.OTHER | BUCKETS

ARCH = Arch(
    "wavlm",
    "WavLM",
    "wav2vec2",
    rows=[
        Row("Model", TINY, sound(), "default"),
        Row("ForCTC", OTHER, sound(labels=text), "other"),
        Row("ForSequenceClassification", TINY, unmasked, "default"),
        Row("ForAudioFrameClassification", TINY, sound(labels=one_of(2)), "default"),
        Row("ForXVector", OTHER, SPEAKERS, "other"),
    ],
    must_see={
        "ForCTC-other": [
            "wavlm.encoder.layers.0.attention.rel_attn_embed.weight",
            "wavlm.encoder.layers.2.attention.gru_rel_pos_linear.bias",
            "wavlm.encoder.pos_conv_embed.conv.bias",
            "wavlm.feature_extractor.conv_layers.1.layer_norm.bias",
        ]
    },
)
