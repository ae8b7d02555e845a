from collections.abc import Callable
from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.images import images

TINY = dict(
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=4,
    patch_size=4,
    max_img_size=40,
    mlp_ratio=2.0,
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    layerscale_value=0.3,
    max_img_size=24,
    norm_mean=[0.1, 0.2, 0.3],
    norm_std=[0.5, 0.6, 0.7],
    num_attention_heads=2,
    num_cls_tokens=4,
    num_registers=0,
    qkv_bias=False,
    summary_idxs=[3, 0, 1],
    use_swiglu_ffn=True,
    video_temporal_patch_size=2,
)
GRIDS = [[2, 3], [4, 4], [1, 2], [3, 2]]


def packed(*grids: list[int], size: int) -> Callable[[np.random.Generator], dict[str, Any]]:
    """Patches of images of these grids, side by side."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        count = sum(rows * columns for rows, columns in grids)
        return {
            "pixel_values": rng.random((count, size)).astype(np.float32),
            "image_grid_hw": np.asarray(grids),
        }

    return make


ARCH = Arch(
    "radio",
    "Radio",
    "radio",
    rows=[
        Row("Model", TINY, images(2, 3, 24, 32), "tiny"),
        Row("Model", OTHER, images(2, 3, 32, 12), "other"),
        # Of a video's patches there is a size, but no projection: there are no videos.
        Row("Model", TINY | dict(video_patch_dim=7), packed(*GRIDS, size=48), "packed"),
        Row("Model", OTHER, packed([3, 5], size=48), "one", requests={}),
    ],
    must_see={
        "Model-tiny": [
            "embeddings.cls_register_token",
            "embeddings.position_embedding",
            "input_conditioner.norm_mean",
            "encoder.layer.1.layer_scale1.lambda1",
        ]
    },
    must_see_options={"Model-tiny": [{"summary_idxs": [0, 2]}]},
    refuses=[
        {"num_attention_heads": 3},
        {"summary_idxs": [5]},
        {"video_temporal_patch_size": 1},
        {"norm_mean": [0.5, 0.5]},
    ],
)
