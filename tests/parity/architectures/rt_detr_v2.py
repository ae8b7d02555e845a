from parity.arch import Arch, Row
from parity.architectures.rt_detr import OTHER as SIZES
from parity.architectures.rt_detr import TINY
from parity.detection import objects
from parity.images import images

OTHER = SIZES | dict(decoder_n_levels=4, decoder_offset_scale=0.7)
DISCRETE = TINY | dict(decoder_method="discrete")

ARCH = Arch(
    "rt_detr_v2",
    "RTDetrV2",
    "rt_detr",
    rows=[
        Row("Model", TINY, images(2, 3, 64, 96), "tiny"),
        Row("Model", OTHER, images(1, 3, 96, 64), "other"),
        Row("ForObjectDetection", DISCRETE, images(2, 3, 64, 96), "discrete"),
        Row("ForObjectDetection", TINY, images(2, 3, 64, 64, labels=objects(3, 3, 0)), "labels"),
        Row("ForObjectDetection", OTHER, images(2, 3, 64, 64, labels=objects(4, 2, 3)), "other"),
    ],
    must_see=[
        "model.decoder.layers.0.encoder_attn.n_points_scale",
        "model.decoder.class_embed.1.bias",
    ],
    must_see_options=[{"decoder_offset_scale": 0.5}, {"decoder_method": "discrete"}],
    refuses=[{"decoder_method": "other"}, {"decoder_n_levels": 3}],
)
