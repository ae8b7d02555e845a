from typing import Any

import numpy as np
from parity import encoders
from parity.arch import Arch, Row
from parity.architectures.layoutlmv3 import boxes
from parity.detectron import with_detectron
from parity.encoders import answer, classes, numbers, texts

STAGES = ["res2", "res3", "res4", "res5"]
IMAGE = {
    "MODEL.PIXEL_STD": [57.375, 57.120, 58.395],
    "MODEL.BACKBONE.NAME": "build_resnet_fpn_backbone",
    "MODEL.BACKBONE.FREEZE_AT": 0,
    "MODEL.FPN.IN_FEATURES": STAGES,
    "MODEL.FPN.OUT_CHANNELS": 10,
    "MODEL.RESNETS.DEPTH": 50,
    "MODEL.RESNETS.OUT_FEATURES": STAGES,
    "MODEL.RESNETS.NUM_GROUPS": 2,
    "MODEL.RESNETS.WIDTH_PER_GROUP": 2,
    "MODEL.RESNETS.RES2_OUT_CHANNELS": 6,
    "MODEL.RESNETS.STEM_OUT_CHANNELS": 5,
    "MODEL.RESNETS.STRIDE_IN_1X1": False,
    "MODEL.RPN.PRE_NMS_TOPK_TRAIN": 2000,
}
OTHER_IMAGE = {name: x for name, x in IMAGE.items() if "STD" not in name and "FREEZE" not in name}
OTHER_IMAGE |= {
    "MODEL.PIXEL_MEAN": [90.0, 100.0, 120.0],
    "MODEL.FPN.FUSE_TYPE": "avg",
    "MODEL.RESNETS.STRIDE_IN_1X1": True,
    "MODEL.RESNETS.NUM_GROUPS": 1,
}
SMALL_IMAGE = IMAGE | {
    "MODEL.RESNETS.DEPTH": 18,
    "MODEL.RESNETS.NUM_GROUPS": 1,
    "MODEL.RESNETS.RES2_OUT_CHANNELS": 64,
    "MODEL.RESNETS.STEM_OUT_CHANNELS": 64,
}
TINY = encoders.TINY | dict(
    num_hidden_layers=2,
    coordinate_size=3,
    shape_size=6,
    rel_pos_bins=8,
    max_rel_pos=7,
    rel_2d_pos_bins=12,
    max_rel_2d_pos=40,
    image_feature_pool_shape=[3, 4, 10],
    detectron2_config_args=IMAGE,
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    fast_qkv=False,
    has_relative_attention_bias=False,
    has_visual_segment_embedding=True,
    chunk_size_feed_forward=6,
    image_feature_pool_shape=[5, 3, 10],
    detectron2_config_args=OTHER_IMAGE,
    num_labels=5,
)
PLAIN = TINY | dict(has_spatial_attention_bias=False, detectron2_config_args=SMALL_IMAGE)


def page_image(rng: np.random.Generator, count: int = 3) -> dict[str, Any]:
    """Bytes of images whose height is not their width."""
    return {"image": rng.integers(0, 256, (count, 3, 64, 96))}


def upright(rng: np.random.Generator) -> np.ndarray:
    """[3 9 4]: left, top, right, bottom."""
    found = boxes(rng)
    return np.concatenate([found[..., :2], np.maximum(found[..., :2], found[..., 2:])], -1)


def pages(**labels: Any):
    """Texts with their boxes on the page, and the page's image."""
    return lambda rng: texts(labels)(rng) | {"bbox": upright(rng)} | page_image(rng)


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    inputs = {"inputs_embeds": rng.standard_normal((3, 9, 24)), "bbox": upright(rng)}
    inputs |= {"token_type_ids": rng.integers(0, 2, (3, 9))}
    return inputs | {"position_ids": rng.integers(0, 33, (3, 9))} | page_image(rng)


ARCH = Arch(
    "layoutlmv2",
    "LayoutLMv2",
    "layoutlmv2",
    patch=with_detectron,
    rounded=True,  # means and deviations of pixels are tables in float32
    rows=[
        Row("Model", TINY, pages(), "default"),
        Row("Model", OTHER, vectors, "vectors"),
        Row("Model", PLAIN, pages(), "plain"),
        Row("ForTokenClassification", TINY, pages(labels=classes(2, 3, 9)), "tokens"),
        Row(
            "ForSequenceClassification",
            TINY | {"num_labels": 1},
            pages(labels=numbers(3)),
            "number",
        ),
        Row("ForQuestionAnswering", TINY, lambda rng: pages()(rng) | answer(rng), "default"),
        Row("ForSequenceClassification", OTHER, pages(labels=classes(5, 3)), "classes"),
    ],
    must_see={
        "ForQuestionAnswering-default": [
            "layoutlmv2.encoder.rel_pos_y_bias.weight",
            "layoutlmv2.encoder.rel_pos_bias.weight",
            "layoutlmv2.visual_segment_embedding",
            "layoutlmv2.embeddings.h_position_embeddings.weight",
            "layoutlmv2.encoder.layer.1.attention.self.v_bias",
            "layoutlmv2.visual.backbone.bottom_up.stem.conv1.weight",
            "layoutlmv2.visual.backbone.bottom_up.res5.0.conv2.norm.running_var",
            "layoutlmv2.visual.backbone.fpn_lateral5.bias",
        ]
    },
    must_see_options={
        "Model-default": [
            {"max_rel_2d_pos": 20},
            {"hidden_act": "gelu_new"},
            {"image_feature_pool_shape": [4, 3, 10]},
            {"detectron2_config_args": IMAGE | {"MODEL.FPN.FUSE_TYPE": "avg"}},
            {"detectron2_config_args": IMAGE | {"MODEL.RESNETS.STRIDE_IN_1X1": True}},
            {"detectron2_config_args": IMAGE | {"MODEL.PIXEL_MEAN": [1.0, 2.0, 3.0]}},
        ]
    },
    refuses=[
        ({"coordinate_size": 100}, "4 of the one and 2 of the other"),
        ({"num_attention_heads": 7}, "a divisor of hidden_size=24"),
        (
            {"rel_pos_bins": 32, "max_rel_pos": 8},
            "rel_pos_bins is 32, expected .* less than 4 times max_rel_pos=8",
        ),
        ({"image_feature_pool_shape": [3, 4, 9]}, "MODEL.FPN.OUT_CHANNELS=10"),
        *(
            ({"detectron2_config_args": IMAGE | {f"MODEL.{name}": value}}, name)
            for name, value in {
                "META_ARCHITECTURE": "RetinaNet",
                "BACKBONE.NAME": "build_resnet_backbone",
                "BACKBONE.FREEZE_AT": 6,
                "FPN.IN_FEATURES": STAGES[1:],
                "FPN.NORM": "GN",
                "FPN.FUSE_TYPE": "max",
                "RESNETS.NORM": "GN",
                "RESNETS.DEPTH": 1000,
                "RESNETS.OUT_FEATURES": STAGES[:3],
                "RESNETS.RES5_DILATION": 2,
                "RESNETS.DEFORM_ON_PER_STAGE": [False, False, False, True],
                "RESNETS.STRIDE_IN_1X1": 1,
                "RESNETS.WIDTH_PER_GROUP": 2**30,
                "PIXEL_MEAN": [1.0],
                "PIXEL_STD": [1.0, 0.0, 1.0],
                "SWIN.DEPTHS": 3,
            }.items()
        ),
    ],
)
