from parity.arch import Arch, Row
from parity.architectures.detr import MASK, TINY
from parity.architectures.detr import OTHER as SIZES
from parity.detection import objects
from parity.images import images

OTHER = {k: v for k, v in SIZES.items() if k != "eos_coefficient"} | dict(focal_alpha=0.4)
MASKS = objects(3, 2, 1, masks=(40, 50))

ARCH = Arch(
    "conditional_detr",
    "ConditionalDetr",
    "detr",
    rows=[
        Row("Model", TINY, images(2, 3, 64, 96, **MASK), "padded"),
        Row("Model", OTHER, images(1, 3, 70, 90), "other"),
        Row("ForSegmentation", OTHER, images(2, 3, 64, 96, labels=MASKS, **MASK), "labels"),
        Row(
            "ForObjectDetection",
            TINY,
            images(2, 3, 64, 96, labels=objects(3, 2, 4), **MASK),
            "labels",
            requests={},
        ),
        Row("ForObjectDetection", OTHER, images(2, 3, 64, 64, labels=objects(3, 3, 0)), "other"),
    ],
    must_see=[
        "model.decoder.query_scale.layers.1.bias",
        "model.decoder.ref_point_head.layers.0.bias",
        "model.decoder.layers.0.ca_qpos_proj.bias",
        "model.decoder.layers.1.ca_qpos_sine_proj.weight",
    ],
    must_see_options=[{"focal_alpha": 0.2}, {"activation_function": "relu"}],
    refuses=[{"encoder_attention_heads": 5}],
)
