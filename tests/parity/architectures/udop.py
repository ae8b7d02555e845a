from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.images import images
from parity.seq2seq import EOS, PAD, embeds, pairs, words

TINY = dict(
    vocab_size=67,
    d_model=24,
    d_kv=5,
    d_ff=40,
    num_layers=2,
    num_heads=4,
    max_2d_position_embeddings=20,
    image_size=24,
    patch_size=8,
    pad_token_id=PAD,
    eos_token_id=EOS,
    decoder_start_token_id=PAD,
)
OTHER = TINY | dict(
    num_decoder_layers=3,
    feed_forward_proj="gated-gelu",
    layer_norm_epsilon=1e-3,
    relative_attention_num_buckets=8,
    relative_attention_max_distance=7,
    image_size=26,
    relative_bias_args=[
        {"type": "1d", "relative_attention_num_buckets": 8, "max_distance": 9},
        {"type": "vertical", "scaling_factor": 31, "bidirectional": False},
        {"type": "horizontal", "max_distance": 40, "num_heads": 4},
    ],
)
PREFIX = TINY | dict(
    relative_attention_num_buckets=16,
    relative_bias_args=[
        {"type": "horizontal", "prefix_bucket": True, "relative_attention_num_buckets": 8},
        {"type": "1d", "prefix_bucket": True},
    ],
)
TEXT = TINY | dict(relative_bias_args=[{"type": "1d"}], feed_forward_proj="gated-silu")


def boxes(rng: np.random.Generator) -> np.ndarray:
    """[3 9 4] in parts of the page, in steps that float32 has; some of none, some of a prefix."""
    corners = rng.integers(0, 240, (3, 9, 2))
    found = np.concatenate([corners, corners + rng.integers(0, 60, (3, 9, 2))], -1) / 256
    found[:, 0], found[:, 3] = 0, 1
    return found.astype(np.float32)


def prefixed(rng: np.random.Generator) -> np.ndarray:
    found = boxes(rng)
    found[0, :3], found[1, :1] = -0.25, -0.5
    return found


def pages(size: int = 0, *, make=boxes, target: bool = True, **labels: Any):
    """Texts with boxes and, if `size`, the page's image."""

    def sample(rng: np.random.Generator) -> dict[str, Any]:
        inputs = pairs(target=target, **labels)(rng) | {"bbox": make(rng)}
        return inputs | (images(3, 3, size, size)(rng) if size else {})

    return sample


def thousandths(rng: np.random.Generator) -> dict[str, Any]:
    """Boxes as the tokenizer gives them, without a mask; patches with boxes of their own."""
    inputs = pages(24)(rng)
    del inputs["attention_mask"]
    inputs["bbox"] = (inputs["bbox"] * 1000).astype(np.int64)
    inputs["visual_bbox"] = (rng.integers(0, 256, (3, 9, 4)) / 256).astype(np.float32)
    return inputs


ARCH = Arch(
    "udop",
    "Udop",
    "udop",
    trained="ForConditionalGeneration-labels",
    cached=["ForConditionalGeneration-text"],
    rows=[
        Row("Model", TINY, pages(24), "default"),
        Row("Model", TINY, thousandths, "thousandths"),
        Row("Model", OTHER, pages(26), "other"),
        Row("Model", PREFIX, pages(24, make=prefixed), "prefix"),
        Row("Model", TEXT, pairs(), "text"),
        Row("Model", TEXT, embeds(24), "vectors"),
        Row("ForConditionalGeneration", TINY, pages(24), "default"),
        Row("ForConditionalGeneration", TEXT, pairs(), "text"),
        Row("EncoderModel", TINY, pages(24, target=False), "default"),
        Row("EncoderModel", OTHER, pages(target=False), "without-image"),
        Row("ForConditionalGeneration", OTHER, pages(26, target=False, labels=words), "labels"),
    ],
    must_see={
        "Model-default": [
            "encoder.relative_bias.biases.0.relative_attention_bias.weight",
            "encoder.relative_bias.biases.2.relative_attention_bias.weight",
            "encoder.cell_2d_embedding.y_position_embeddings.weight",
            "decoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight",
        ]
    },
    must_see_options={
        "ForConditionalGeneration-default": [
            {"feed_forward_proj": "gelu"},
            {"layer_norm_epsilon": 0.01},
            {
                "relative_bias_args": [
                    {"type": "1d", "max_distance": 9},
                    {"type": "horizontal"},
                    {"type": "vertical", "scaling_factor": 20},
                ]
            },
        ]
    },
    must_see_lines={
        "Model-default": [
            ("ops.cat([bbox, ops.where(kept, boxes, 0.0)], 1)", "ops.cat([bbox, boxes], 1)"),
            ("ops.where(ops.unsqueeze(plain, 2), 0.0, patch)", "patch"),
        ]
    },
    refuses=[
        {"relative_bias_args": [{"type": "diagonal"}]},
        ({"relative_bias_args": [{"type": "1d", "augmentation": True}]}, "augmentation"),
        ({"relative_bias_args": [{"type": "1d", "scaling_factor": 2}]}, "scaling_factor"),
        ({"relative_bias_args": [{"type": "1d", "num_heads": 3}]}, "num_heads"),
        {"relative_bias_args": []},
        {"image_size": [24, 24]},
        {"patch_size": 27},
        {"feed_forward_proj": "glu-relu"},
    ],
)
