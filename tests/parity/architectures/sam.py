import numpy as np
from parity.arch import Arch, Row
from parity.images import images

# 5 patches along a side: windows of 2 need padding.
VISION = dict(
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    image_size=40,
    patch_size=8,
    output_channels=16,
    mlp_dim=24,
    window_size=2,
    global_attn_indexes=[1],
    num_pos_feats=8,
)
DECODER = dict(
    hidden_size=16, mlp_dim=20, num_hidden_layers=2, num_attention_heads=2, iou_head_hidden_dim=10
)
PROMPTS = dict(hidden_size=16, image_size=40, patch_size=8, mask_input_channels=8)
TINY = dict(vision_config=VISION, prompt_encoder_config=PROMPTS, mask_decoder_config=DECODER)
OTHER = dict(
    vision_config=VISION
    | dict(
        hidden_act="relu",
        layer_norm_eps=1e-3,
        qkv_bias=False,
        use_abs_pos=False,
        use_rel_pos=False,
        window_size=3,
    ),
    prompt_encoder_config=PROMPTS | dict(hidden_act="relu", layer_norm_eps=1e-3),
    mask_decoder_config=DECODER
    | dict(
        attention_downsample_rate=4,
        hidden_act="gelu",
        iou_head_depth=4,
        layer_norm_eps=1e-3,
        num_hidden_layers=3,
        num_multimask_outputs=2,
    ),
)


def points(*shape: int):
    return lambda rng: rng.uniform(0, 40, (*shape, 2)).astype(np.float32)


def labels(*shape: int):
    return lambda rng: rng.choice([1, 0, -10], shape)


def boxes(*shape: int):
    return lambda rng: rng.uniform(0, 40, (*shape, 4)).astype(np.float32)


def floats(*shape: int):
    return lambda rng: rng.standard_normal(shape).astype(np.float32)


def encoded(**prompts):
    """Prompts of two images that are encoded already."""
    prompts["image_embeddings"] = floats(2, 16, 5, 5)
    return lambda rng: {name: make(rng) for name, make in prompts.items()}


PIXELS = (2, 3, 40, 40)
POINTS = dict(input_points=points(2, 3, 4), input_labels=labels(2, 3, 4))
ONE_MASK = dict(multimask_output=False)

ARCH = Arch(
    "sam",
    "Sam",
    "sam",
    rows=[
        Row("Model", TINY, images(*PIXELS, **POINTS), "points"),
        Row("Model", OTHER, images(*PIXELS, **POINTS, input_boxes=boxes(2, 3)), "other"),
        Row("Model", TINY, encoded(input_boxes=boxes(2, 2)), "boxes", requests=ONE_MASK),
        Row("Model", TINY, encoded(input_masks=floats(2, 1, 20, 20)), "masks", requests=ONE_MASK),
        Row(
            "Model",
            TINY,
            encoded(
                input_points=points(2, 3, 4),
                attention_similarity=floats(6, 1, 1, 25),
                target_embedding=floats(1, 1, 1, 16),
            ),
            "personal",
            requests={},
        ),
    ],
    must_see={
        "Model-points": [
            "vision_encoder.pos_embed",
            "vision_encoder.layers.0.attn.rel_pos_h",
            "vision_encoder.layers.1.attn.rel_pos_w",
            "prompt_encoder.not_a_point_embed.weight",
            "prompt_encoder.point_embed.0.weight",
            "prompt_encoder.no_mask_embed.weight",
            "mask_decoder.iou_token.weight",
            "mask_decoder.transformer.layers.1.layer_norm4.bias",
        ]
    },
)
