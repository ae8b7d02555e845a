import math
from typing import Any

import numpy as np
import pytest
import torch
import transformers.models.sam3.modeling_sam3 as theirs
from parity.arch import Arch, Row
from parity.architectures import sam3_vision_model
from parity.images import Maker, images

VISION = dict(model_type="sam3_vision_model") | sam3_vision_model.TINY
OTHER_VISION = dict(model_type="sam3_vision_model") | sam3_vision_model.OTHER
TEXT = dict(
    model_type="clip_text_model",
    vocab_size=60,
    hidden_size=12,
    intermediate_size=14,
    projection_dim=6,
    num_hidden_layers=2,
    num_attention_heads=2,
    max_position_embeddings=10,
    pad_token_id=0,
    bos_token_id=58,
    eos_token_id=59,
)
LAYERS = dict(hidden_size=16, num_layers=2, num_attention_heads=2, intermediate_size=20)
OTHER_LAYERS = dict(
    hidden_size=8, num_layers=3, num_attention_heads=4, intermediate_size=10, hidden_act="gelu"
)
TINY = dict(
    vision_config=VISION,
    text_config=TEXT,
    geometry_encoder_config=LAYERS | dict(roi_size=3),
    detr_encoder_config=LAYERS,
    detr_decoder_config=LAYERS | dict(num_queries=5),
    mask_decoder_config=dict(hidden_size=16, num_attention_heads=2),
)
OTHER = dict(
    vision_config=OTHER_VISION,
    text_config=TEXT | dict(hidden_act="gelu", eos_token_id=2),
    geometry_encoder_config=OTHER_LAYERS | dict(roi_size=2, num_layers=1),
    detr_encoder_config=OTHER_LAYERS | dict(num_layers=1),
    detr_decoder_config=OTHER_LAYERS | dict(num_queries=7),
    mask_decoder_config=dict(hidden_size=8, num_attention_heads=1, num_upsampling_stages=1),
)


class Torchvision:
    """What SAM 3 takes of torchvision, by its rule: each bin is the mean of bilinear samples."""

    class ops:
        @staticmethod
        def roi_align(maps: torch.Tensor, boxes: Any, size: int) -> torch.Tensor:
            found = [of_box(image, box, size) for image, own in zip(maps, boxes) for box in own]  # noqa: B905
            return torch.stack(found)


def of_box(image: torch.Tensor, box: torch.Tensor, size: int) -> torch.Tensor:
    """[c h w] within (left, top, right, bottom) -> [c size size]."""
    left, top, right, bottom = box.tolist()
    wide, high = (max(x, 1.0) / size for x in (right - left, bottom - top))
    across, down = (max(math.ceil(x), 1) for x in (wide, high))
    found = torch.zeros(len(image), size, size, dtype=image.dtype)
    for row in range(size):
        for column in range(size):
            for i in range(down):
                for j in range(across):
                    y = top + (row + (i + 0.5) / down) * high
                    x = left + (column + (j + 0.5) / across) * wide
                    found[:, row, column] += sample(image, y, x) / (down * across)
    return found


def sample(image: torch.Tensor, y: float, x: float) -> torch.Tensor:
    """[c h w] between its pixels; nothing further than one pixel outside."""
    _, height, width = image.shape
    if not (-1 <= y <= height and -1 <= x <= width):
        return torch.zeros(len(image), dtype=image.dtype)
    y, x = (min(max(at, 0.0), side - 1.0) for at, side in ((y, height), (x, width)))
    top, left = int(y), int(x)
    bottom, right = min(top + 1, height - 1), min(left + 1, width - 1)
    upper = image[:, top, left] * (1 - x + left) + image[:, top, right] * (x - left)
    lower = image[:, bottom, left] * (1 - x + left) + image[:, bottom, right] * (x - left)
    return upper * (1 - y + top) + lower * (y - top)


def without_torchvision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theirs, "torchvision", Torchvision, raising=False)


def ids(*shape: int) -> Maker:
    """Tokens, the last the end, and the others below 58."""

    def make(rng: np.random.Generator) -> np.ndarray:
        found = rng.integers(1, 58, shape)
        found[:, -1] = 59
        return found

    return make


def lengths(*counts: int) -> Maker:
    """The mask of texts of so many tokens."""

    def make(rng: np.random.Generator) -> np.ndarray:
        return (np.arange(max(counts)) < np.array(counts)[:, None]).astype(np.int64)

    return make


def boxes(*shape: int) -> Maker:
    """Centres and sizes; some boxes are beyond the border."""

    def make(rng: np.random.Generator) -> np.ndarray:
        centre, size = rng.random((*shape, 2)), 0.05 + 0.9 * rng.random((*shape, 2))
        return np.concatenate([centre, size], -1).astype(np.float32)

    return make


def labels(rng: np.random.Generator) -> np.ndarray:
    return np.array([[1, 0, -10, -10], [0, 1, 1, -10]])


PIXELS, OTHER_PIXELS = (2, 3, 48, 48), (2, 2, 45, 45)
TEXTS = dict(input_ids=ids(2, 5), attention_mask=lengths(5, 3))

ARCH = Arch(
    "sam3",
    "Sam3",
    "sam3",
    rounded=True,  # positions between those of a window
    rows=[
        Row("Model", TINY, images(*PIXELS, **TEXTS), "text"),
        Row(
            "Model",
            TINY,
            images(*PIXELS, **TEXTS, input_boxes=boxes(2, 4), input_boxes_labels=labels),
            "boxes",
        ),
        Row(
            "Model",
            OTHER,
            images(*OTHER_PIXELS, input_ids=ids(1, 4), input_boxes=boxes(2, 2)),
            "other",
        ),
        Row("Model", OTHER, images(*OTHER_PIXELS, input_ids=ids(2, 3)), "plain", requests={}),
    ],
    must_see={
        "Model-boxes": [
            "text_projection.bias",
            "geometry_encoder.label_embed.weight",
            "geometry_encoder.cls_embed.weight",
            "geometry_encoder.boxes_pool_project.weight",
            "geometry_encoder.boxes_pos_enc_project.weight",
            "geometry_encoder.vision_layer_norm.bias",
            "detr_decoder.box_rpb_embed_x.layer2.weight",
            "detr_decoder.box_rpb_embed_y.layer2.weight",
            "detr_decoder.presence_head.layer3.bias",
            "mask_decoder.prompt_cross_attn_norm.bias",
            "mask_decoder.semantic_projection.bias",
            "dot_product_scoring.text_mlp.layer1.bias",
        ]
    },
    refuses=[
        {"vision_config": {"model_type": "vit"}},
        {"detr_encoder_config": {"hidden_size": 16}},
        ({"mask_decoder_config": {"hidden_size": 12, "num_attention_heads": 1}}, "hidden_size"),
        ({"geometry_encoder_config": {"roi_size": 0}}, "roi_size"),
        ({"detr_decoder_config": {"num_attention_heads": 3}}, "num_attention_heads"),
        {
            "mask_decoder_config": {
                "hidden_size": 8,
                "num_attention_heads": 1,
                "num_upsampling_stages": 0,
            }
        },
    ],
    patch=without_torchvision,
)
