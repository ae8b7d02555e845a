import numpy as np
from parity.arch import Arch, Row
from parity.architectures import sam
from parity.architectures.sam import ONE_MASK, PIXELS, POINTS, boxes, floats, points
from parity.images import images

TINY = dict(
    vision_config=sam.VISION,
    prompt_encoder_config=sam.PROMPTS,
    mask_decoder_config=sam.DECODER | dict(vit_dim=16),
)
OTHER = dict(
    vision_config=sam.OTHER["vision_config"] | dict(global_attn_indexes=[0, 1]),
    prompt_encoder_config=sam.OTHER["prompt_encoder_config"],
    mask_decoder_config=sam.OTHER["mask_decoder_config"] | dict(vit_dim=16),
)
# No layer attends to the whole image: nothing but the encoded image makes masks finer.
WINDOWS = TINY | dict(
    vision_config=sam.VISION | dict(global_attn_indexes=[]),
    mask_decoder_config=sam.DECODER | dict(vit_dim=6),
)


def encoded(**prompts):
    """Prompts of two images that are encoded already."""

    def make(rng: np.random.Generator):
        inputs = sam.encoded(**prompts)(rng)
        early = rng.standard_normal((1, 2, 5, 5, 16)).astype(np.float32)
        return inputs | {"intermediate_embeddings": early}

    return make


ARCH = Arch(
    "sam_hq",
    "SamHQ",
    "sam",
    rows=[
        Row("Model", TINY, images(*PIXELS, **POINTS), "points"),
        Row("VisionModel", sam.VISION, images(*PIXELS), "vision", config_class="SamHQVisionConfig"),
        Row("Model", OTHER, images(*PIXELS, **POINTS, input_boxes=boxes(2, 3)), "other"),
        Row("Model", WINDOWS, images(*PIXELS, input_boxes=boxes(2, 3)), "windows"),
        Row("Model", TINY, encoded(input_boxes=boxes(2, 2)), "boxes", requests=ONE_MASK),
        Row(
            "Model",
            TINY,
            encoded(input_masks=floats(2, 1, 20, 20)),
            "fine",
            requests=dict(hq_token_only=True),
        ),
        Row(
            "Model",
            TINY,
            sam.encoded(
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
            "mask_decoder.hq_token.weight",
            "mask_decoder.hq_mask_mlp.proj_in.weight",
            "mask_decoder.compress_vit_conv1.bias",
            "mask_decoder.encoder_norm.bias",
            "mask_decoder.mask_conv2.bias",
        ]
    },
    refuses=[{"mask_decoder_config": sam.DECODER | dict(vit_dim=8)}],
)
