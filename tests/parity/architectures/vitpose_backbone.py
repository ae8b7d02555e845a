import numpy as np
from parity.arch import Arch, Row
from parity.images import TINY_VIT, images

TINY = {k: v for k, v in TINY_VIT.items() if k != "intermediate_size"} | dict(
    image_size=[24, 32], patch_size=[8, 8]
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    mlp_ratio=3,
    num_attention_heads=2,
    num_channels=2,
    num_experts=3,
    out_features=["stem", "stage1"],
    part_features=6,
    qkv_bias=False,
)


def datasets(rng: np.random.Generator) -> np.ndarray:
    return np.array([2, 0])


ARCH = Arch(
    "vitpose_backbone",
    "VitPoseBackbone",
    "vitpose",
    rows=[
        Row("", TINY, images(2, 3, 24, 32), "tiny"),
        Row("", OTHER, images(2, 2, 24, 32, dataset_index=datasets), "other"),
    ],
    must_see=["encoder.layer.0.mlp.experts.2.bias", "embeddings.position_embeddings"],
    must_see_options=[{"hidden_act": "gelu"}, {"layer_norm_eps": 1e-12}],
    refuses=[{"num_experts": 0}, {"part_features": 16}, {"num_attention_heads": 5}],
)
