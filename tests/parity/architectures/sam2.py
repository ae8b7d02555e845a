import numpy as np
from parity.arch import Arch, Row
from parity.architectures.sam import boxes, floats, labels, points
from parity.images import images

# 16 patches along a side, pooled twice: 8 and 4, of which windows of 3 need padding.
HIERA = dict(
    model_type="sam2_hiera_det_model",
    hidden_size=8,
    patch_kernel_size=[5, 5],
    patch_stride=[4, 4],
    patch_padding=[2, 2],
    window_positional_embedding_background_size=[3, 3],
    num_query_pool_stages=2,
    blocks_per_stage=[1, 2, 2],
    embed_dim_per_stage=[8, 16, 24],
    num_attention_heads_per_stage=[1, 2, 4],
    window_size_per_stage=[4, 6, 3],
    global_attention_blocks=[2],
)
VISION = dict(
    model_type="sam2_vision_model",
    backbone_config=HIERA,
    backbone_channel_list=[24, 16, 8],
    backbone_feature_sizes=[[16, 16], [8, 8], [4, 4]],
    fpn_hidden_size=32,
    fpn_top_down_levels=[1, 2],
)
DECODER = dict(
    hidden_size=32, mlp_dim=20, num_hidden_layers=2, num_attention_heads=2, iou_head_hidden_dim=10
)
PROMPTS = dict(hidden_size=32, image_size=64, patch_size=16, mask_input_channels=8)
TINY = dict(vision_config=VISION, prompt_encoder_config=PROMPTS, mask_decoder_config=DECODER)
OTHER_HIERA = HIERA | dict(
    patch_kernel_size=[7, 7],
    patch_padding=[3, 3],
    num_query_pool_stages=2,
    blocks_per_stage=[2, 1, 2],
    global_attention_blocks=[4],
    hidden_act="relu",
    layer_norm_eps=1e-3,
    mlp_ratio=2.5,
    window_size_per_stage=[2, 4, 3],
)
OTHER_VISION = VISION | dict(
    backbone_config=OTHER_HIERA, fpn_kernel_size=3, fpn_padding=1, fpn_top_down_levels=[0, 2]
)
OTHER = dict(
    vision_config=OTHER_VISION,
    prompt_encoder_config=PROMPTS
    | dict(hidden_act="relu", layer_norm_eps=1e-3, num_point_embeddings=5, scale=2),
    mask_decoder_config=DECODER
    | dict(
        attention_downsample_rate=4,
        iou_head_depth=4,
        num_hidden_layers=3,
        num_multimask_outputs=2,
        dynamic_multimask_stability_delta=0.2,
        dynamic_multimask_stability_thresh=0.6,
    ),
)
STABLE = TINY | dict(mask_decoder_config=DECODER | dict(dynamic_multimask_via_stability=False))


def untyped(options):
    """Options of a part as those of a model of its own."""
    return {name: value for name, value in options.items() if name != "model_type"}


def maps(**prompts):
    """Prompts of two images that are encoded already."""

    def make(rng: np.random.Generator):
        sizes = ((4, 16), (8, 8), (32, 4))
        encoded = [rng.standard_normal((2, c, n, n)).astype(np.float32) for c, n in sizes]
        return {"image_embeddings": encoded} | {name: one(rng) for name, one in prompts.items()}

    return make


PIXELS = (2, 3, 64, 64)
POINTS = dict(
    input_points=points(2, 3, 4),
    input_labels=lambda rng: rng.choice([3, 2, 1, 0, -1, -10], (2, 3, 4)),
)
ONE_MASK = dict(multimask_output=False)

ARCH = Arch(
    "sam2",
    "Sam2",
    "sam2",
    rows=[
        Row("Model", TINY, images(*PIXELS, **POINTS), "points"),
        Row("Model", OTHER, images(*PIXELS, **POINTS, input_boxes=boxes(2, 3)), "other"),
        Row("Model", TINY, images(*PIXELS), "nothing", requests=ONE_MASK),
        Row("Model", OTHER, maps(input_boxes=boxes(2, 2)), "boxes", requests=ONE_MASK),
        Row(
            "Model",
            STABLE,
            maps(input_masks=floats(2, 1, 40, 40), input_points=points(2, 1, 3)),
            "masks",
            requests=ONE_MASK,
        ),
        Row(
            "Model",
            TINY,
            maps(
                input_points=points(2, 3, 4),
                input_labels=labels(2, 3, 4),
                attention_similarity=floats(6, 1, 1, 16),
                target_embedding=floats(1, 1, 1, 32),
            ),
            "personal",
            requests={},
        ),
    ],
    must_see={
        "Model-points": [
            "vision_encoder.backbone.pos_embed",
            "vision_encoder.backbone.pos_embed_window",
            "vision_encoder.neck.convs.2.bias",
            "prompt_encoder.not_a_point_embed.weight",
            "prompt_encoder.point_embed.weight",
            "prompt_encoder.no_mask_embed.weight",
            "mask_decoder.conv_s0.bias",
            "mask_decoder.obj_score_token.weight",
            "mask_decoder.transformer.layers.1.layer_norm4.bias",
            "no_memory_embedding",
        ]
    },
)
