from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import Maker
from parity.texts import Inputs

TINY = dict(
    patch_size=8,
    crop_size=16,
    frames_per_clip=4,
    hidden_size=32,
    num_attention_heads=2,
    num_hidden_layers=2,
    num_pooler_layers=2,
    pred_hidden_size=24,
    pred_num_attention_heads=2,
    pred_num_hidden_layers=2,
    pred_num_mask_tokens=3,
    num_labels=3,
)
OTHER = TINY | dict(
    crop_size=24,
    hidden_act="relu",
    hidden_size=36,
    in_chans=2,
    layer_norm_eps=1e-2,
    mlp_ratio=2.5,
    num_attention_heads=3,
    num_labels=5,
    num_pooler_layers=1,
    pred_hidden_size=28,
    pred_mlp_ratio=1.5,
    pred_num_mask_tokens=1,
    qkv_bias=False,
    tubelet_size=3,
)


def videos(*shape: int, **others: Maker) -> Any:
    """Videos [b f c h w], and `others`."""

    def make(rng: np.random.Generator) -> Inputs:
        inputs: Inputs = {"pixel_values_videos": rng.standard_normal(shape).astype(np.float32)}
        return inputs | {name: make(rng) for name, make in others.items()}

    return make


def some(batch: int, count: int, total: int) -> Maker:
    """Indices of tubelets, others of each video, in a list of one."""

    def make(rng: np.random.Generator) -> list[np.ndarray]:
        return [np.stack([rng.permutation(total)[:count] for _ in range(batch)])]

    return make


SOME = dict(context_mask=some(2, 5, 8), target_mask=some(2, 3, 8))

ARCH = Arch(
    "vjepa2",
    "VJEPA2",
    "vjepa2",
    {"tiny": TINY, "other": OTHER},
    (
        Row("Model", "tiny", videos(2, 4, 3, 16, 16)),
        Row("Model", "tiny", videos(2, 4, 3, 16, 16, **SOME), "some"),
        Row("Model", "other", videos(1, 6, 2, 32, 24)),
        Row("Model", "other", videos(2, 1, 2, 24, 24), "image"),
        Row("ForVideoClassification", "tiny", videos(2, 4, 3, 16, 16, labels=classes(3, 2))),
        Row("ForVideoClassification", "other", videos(3, 3, 2, 24, 24, labels=classes(5, 3))),
    ),
    must_see={
        "Model-tiny-some": ["predictor.embeddings.mask_tokens", "predictor.proj.bias"],
        "ForVideoClassification-tiny": [
            "pooler.query_tokens",
            "vjepa2.encoder.layer.1.attention.key.weight",
            "pooler.self_attention_layers.1.self_attn.out_proj.bias",
        ],
    },
    must_see_options=[{"crop_size": 16}, {"hidden_act": "gelu"}],
    refuses=[
        {"patch_size": [8, 16]},
        {"crop_size": 4},
        {"tubelet_size": 0},
        {"hidden_size": 40},
        {"pred_hidden_size": 27},
        {"pred_num_mask_tokens": 0},
    ],
)
