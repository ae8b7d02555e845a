from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import TINY_VIT, images

TINY = TINY_VIT | dict(num_frames=3, num_labels=3)
OTHER = TINY | dict(
    attention_type="joint_space_time",
    hidden_act="relu",
    layer_norm_eps=1e-2,
    num_attention_heads=2,
    num_channels=2,
    num_frames=2,
    num_labels=5,
    qkv_bias=False,
)
ALONE = TINY | dict(attention_type="space_only")

ARCH = Arch(
    "timesformer",
    "Timesformer",
    "timesformer",
    {"tiny": TINY, "other": OTHER, "alone": ALONE},
    (
        Row("Model", "tiny", images(2, 3, 3, 24, 24)),
        Row("Model", "tiny", images(1, 3, 3, 40, 24), "larger"),
        Row("Model", "other", images(2, 4, 2, 24, 24), "longer"),
        Row("Model", "alone", images(2, 3, 3, 24, 24)),
        Row("ForVideoClassification", "alone", images(1, 2, 3, 24, 24), requests={}),
        Row("ForVideoClassification", "other", images(3, 2, 2, 24, 24, labels=classes(5, 3))),
        Row("ForVideoClassification", "tiny", images(2, 3, 3, 24, 24, labels=classes(3, 2))),
    ),
    must_see=[
        "timesformer.embeddings.time_embeddings",
        "timesformer.encoder.layer.1.temporal_dense.bias",
        "timesformer.encoder.layer.0.temporal_attention.attention.qkv.bias",
    ],
    must_see_options=[{"hidden_act": "relu"}, {"num_attention_heads": 2}],
    refuses=[{"attention_type": "time_only"}],
)
