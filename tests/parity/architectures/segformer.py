from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images, pixel_classes

TINY = dict(
    num_encoder_blocks=2,
    depths=[1, 2],
    sr_ratios=[2, 1],
    hidden_sizes=[8, 12],
    patch_sizes=[7, 3],
    strides=[4, 2],
    num_attention_heads=[1, 2],
    mlp_ratios=[2, 3],
    decoder_hidden_size=10,
    num_labels=5,
)
OTHER = TINY | dict(
    drop_path_rate=0.3,
    hidden_act="relu",
    num_labels=1,
    reshape_last_stage=False,
    semantic_loss_ignore_index=7,
    sr_ratios=[4, 2],
)
BINARY = {"labels": pixel_classes(2, 2, 32, 32, ignored=7)}

ARCH = Arch(
    "segformer",
    "Segformer",
    "segformer",
    rows=[
        Row("Model", TINY, images(2, 3, 32, 40), "tiny"),
        Row("Model", OTHER, images(1, 3, 35, 41), "odd"),
        Row(
            "ForImageClassification",
            TINY,
            images(2, 3, 32, 32, labels=classes(5, 2)),
            "tiny",
            requests={},
        ),
        Row("ForImageClassification", OTHER, images(2, 3, 24, 32), "tokens"),
        Row(
            "ForSemanticSegmentation",
            TINY,
            images(2, 3, 32, 44, labels=pixel_classes(5, 2, 32, 44)),
            "tiny",
        ),
        Row(
            "ForSemanticSegmentation",
            OTHER | dict(reshape_last_stage=True),
            images(2, 3, 32, 32, **BINARY),
            "one class",
            requests={},
        ),
    ],
    must_see={
        "ForSemanticSegmentation-tiny": [
            "segformer.encoder.block.0.0.attention.self.sr.bias",
            "decode_head.batch_norm.running_mean",
        ]
    },
)
