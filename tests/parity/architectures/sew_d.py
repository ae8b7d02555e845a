from parity.arch import Arch, Row
from parity.architectures import sew
from parity.architectures.wav2vec2 import masked_frames, sound, text, unmasked
from parity.encoders import classes

TINY = sew.TINY | dict(position_buckets=6, max_position_embeddings=20)
OTHER = sew.OTHER | dict(
    position_buckets=-1,
    max_position_embeddings=4,
    share_att_key=False,
    pos_att_type=("c2p",),
    norm_rel_ebd="none",
    feature_layer_norm_eps=1e-2,
)
ABSOLUTE = OTHER | dict(relative_attention=False, pos_att_type=("p2c",))
BOTH = OTHER | dict(pos_att_type=("c2p", "p2c"), position_buckets=4)

ARCH = Arch(
    "sew-d",
    "SEWD",
    "sew",
    rows=[
        Row("Model", TINY, sound(), "default"),
        Row("Model", TINY, sound(mask_time_indices=masked_frames), "hidden"),
        Row("Model", ABSOLUTE, sound(), "absolute"),
        Row("Model", BOTH, sound(), "both"),
        Row("ForSequenceClassification", TINY, unmasked, "default"),
        Row("ForSequenceClassification", OTHER, sound(labels=classes(5, 3)), "other"),
        Row("ForCTC", TINY, sound(120, 75, 60, labels=text), "default"),
        Row("ForCTC", OTHER, sound(labels=text), "other"),
    ],
    must_see={
        "ForCTC-other": ["sew_d.encoder.encoder.layer.0.attention.self.pos_key_proj.weight"],
        "Model-both": ["encoder.encoder.layer.1.attention.self.pos_query_proj.bias"],
    },
    must_see_options={
        "ForCTC-other": [
            {"hidden_act": "gelu"},
            {"layer_norm_eps": 1e-05},
            {"feature_layer_norm_eps": 1e-05},
        ]
    },
    refuses=[{"pos_att_type": ("c2c",)}, {"squeeze_factor": 0}],
)
