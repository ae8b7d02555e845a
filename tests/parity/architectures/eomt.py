from typing import Any

import pytest
from parity.arch import Arch, Row
from parity.architectures import mask2former
from parity.architectures.mask2former import LABELS
from parity.images import images
from transformers.models.eomt import modeling_eomt
from transformers.models.eomt_dinov3 import modeling_eomt_dinov3

TINY = dict(
    image_size=32,
    patch_size=8,
    hidden_size=16,
    num_hidden_layers=4,
    num_attention_heads=4,
    num_blocks=2,
    num_queries=5,
    num_labels=3,
    num_register_tokens=2,
    train_num_points=30,
)
OTHER = TINY | dict(
    class_weight=1.0,
    dice_weight=3.0,
    hidden_act="relu",
    importance_sample_ratio=1.0,
    layer_norm_eps=1e-3,
    mask_weight=2.0,
    mlp_ratio=3,
    no_object_weight=0.3,
    num_attention_heads=2,
    num_blocks=4,
    num_channels=2,
    num_register_tokens=1,
    num_upscale_blocks=1,
    oversample_ratio=2.0,
    use_swiglu_ffn=True,
)


def give_points(patch: pytest.MonkeyPatch) -> None:
    """The same points and queries for transformers and for us, of the dtype of what is sampled."""
    mask2former.give_points(patch)
    sample = modeling_eomt.sample_point

    def sample_point(features: Any, points: Any, *args: Any, **kwargs: Any) -> Any:
        return sample(features, points.to(features.dtype), *args, **kwargs)

    for module in (modeling_eomt, modeling_eomt_dinov3):
        patch.setattr(module, "sample_point", sample_point)


ARCH = Arch(
    "eomt",
    "Eomt",
    "eomt",
    patch=give_points,
    rows=[
        Row("ForUniversalSegmentation", TINY, images(2, 3, 32, 32), "tiny"),
        Row("ForUniversalSegmentation", OTHER, images(2, 2, 36, 32, **LABELS), "other loss"),
        Row("ForUniversalSegmentation", TINY, images(2, 3, 32, 32, **LABELS), "loss"),
    ],
    must_see=[
        "attn_mask_probs",
        "embeddings.register_tokens",
        "embeddings.position_embeddings.weight",
        "query.weight",
        "layers.3.layer_scale2.lambda1",
        "upscale_block.block.1.layernorm2d.bias",
        "mask_head.fc3.bias",
    ],
    must_see_options=[
        {"no_object_weight": 0.3},
        {"class_weight": 1.0},
        {"importance_sample_ratio": 0.5},
        {"hidden_act": "silu"},
    ],
    refuses=[
        {"num_blocks": 0},
        {"num_blocks": 5},
        {"num_attention_heads": 3},
        {"num_queries": 0},
        {"image_size": [32, 32, 3]},
    ],
)
