from parity.arch import Arch, Row
from parity.architectures.detr import OTHER, TINY, shown
from parity.detection import objects
from parity.images import images

MASK = {"pixel_mask": shown((64, 96), (40, 70), of=(64, 96))}

ARCH = Arch(
    "table-transformer",
    "TableTransformer",
    "detr",
    {"tiny": TINY, "other": OTHER},
    (
        Row("Model", "tiny", images(2, 3, 64, 96, **MASK)),
        Row("Model", "other", images(1, 3, 70, 90)),
        Row("ForObjectDetection", "tiny", images(2, 3, 64, 96, **MASK)),
        Row("ForObjectDetection", "other", images(2, 3, 64, 64, labels=objects(3, 2, 3))),
    ),
    must_see=[
        "model.encoder.layernorm.bias",
        "model.encoder.layers.1.final_layer_norm.bias",
        "model.decoder.layers.0.encoder_attn_layer_norm.bias",
    ],
    must_see_options=[{"eos_coefficient": 0.2}, {"activation_function": "relu"}],
    refuses=[{"position_embedding_type": "none"}, {"encoder_attention_heads": 5}],
)
