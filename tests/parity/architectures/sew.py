from typing import Any

from parity.arch import Arch, Row
from parity.architectures import wav2vec2
from parity.architectures.wav2vec2 import masked_frames, sound, text, unmasked
from parity.encoders import classes

# Only what SEW has: its layers are never normed first.
NOT_ITS = ("do_stable_layer_norm", "codevector_dim", "proj_codevector_dim", "xvector_output_dim")
NOT_ITS = (*NOT_ITS, "num_codevectors_per_group", "tdnn_dim", "tdnn_kernel", "tdnn_dilation")


def its_own(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in NOT_ITS}


TINY = its_own(wav2vec2.TINY)
OTHER = its_own(wav2vec2.OTHER) | dict(squeeze_factor=3, conv_dim=(8, 24))

ARCH = Arch(
    "sew",
    "SEW",
    "sew",
    rows=[
        Row("Model", TINY, sound(), "default"),
        Row("Model", TINY, sound(mask_time_indices=masked_frames), "hidden"),
        Row("Model", OTHER, unmasked, "other"),
        Row("ForSequenceClassification", TINY, unmasked, "default"),
        Row("ForSequenceClassification", OTHER, sound(labels=classes(5, 3)), "other"),
        Row("ForCTC", TINY, sound(120, 75, 60, labels=text), "default"),
        Row("ForCTC", OTHER, sound(labels=text), "other"),
    ],
    must_see={
        "ForCTC-other": [
            "sew.encoder.pos_conv_embed.conv.bias",
            "sew.encoder.upsample.projection.bias",
            "sew.layer_norm.bias",
        ]
    },
    must_see_options={"ForCTC-other": [{"hidden_act": "gelu"}, {"layer_norm_eps": 1e-05}]},
    refuses=[{"squeeze_factor": 0}, ({"conv_stride": (5, 2, 2)}, "2 numbers")],
)
