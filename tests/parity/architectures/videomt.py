import numpy as np
from parity.arch import Arch, Row
from parity.architectures import eomt

TINY = eomt.TINY
OTHER = eomt.OTHER


def videos(*shape: int):
    return lambda rng: {"pixel_values_videos": rng.standard_normal(shape).astype(np.float32)}


ARCH = Arch(
    "videomt",
    "Videomt",
    "eomt",
    rows=[
        Row("ForUniversalSegmentation", OTHER, videos(1, 3, 2, 32, 36), "other"),
        Row("ForUniversalSegmentation", TINY, videos(2, 3, 3, 32, 32), "tiny"),
    ],
    must_see=["query_updater.weight", "query.weight", "embeddings.register_tokens"],
    must_see_options=[{"hidden_act": "silu"}, {"layer_norm_eps": 0.1}],
    refuses=[{"num_blocks": 0}, {"num_attention_heads": 3}],
)
