from typing import Any

import numpy as np
from parity.arch import Arch, Inputs, Row
from parity.architectures.qwen3_vl import TEXT as QWEN
from parity.multimodal import TOKENS, packed

TEXT = QWEN | dict(
    rope_parameters=dict(rope_type="default", rope_theta=10000.0, mrope_section=[4, 3, 3])
)
VISION = dict(
    num_hidden_layers=2,
    hidden_size=16,
    intermediate_size=20,
    num_attention_heads=2,
    patch_size=4,
    image_size=20,
)
DEFAULT = TOKENS | dict(text_config=TEXT, vision_config=VISION)
OTHER = TOKENS | dict(
    text_config=TEXT
    | dict(
        hidden_act="gelu",
        rms_norm_eps=1e-2,
        num_key_value_heads=2,
        use_bias=True,
        tie_word_embeddings=False,
        rope_parameters=dict(
            rope_type="linear", rope_theta=100.0, factor=4.0, mrope_section=[2, 3, 5]
        ),
    ),
    vision_config=VISION
    | dict(
        hidden_act="gelu",
        num_attention_heads=1,
        num_channels=1,
        patch_size=6,
        image_size=24,
        layer_norm_eps=1e-2,
        spatial_merge_size=3,
        rope_parameters=dict(rope_type="axial", rope_theta=50.0),
    ),
    tie_word_embeddings=False,
)


def images(*texts: list[Any], shape: tuple[int, ...], **options: Any) -> Inputs:
    """Texts with images, whose patches have this shape."""
    make = packed(*texts, numbers=int(np.prod(shape)), **options)

    def made(rng: np.random.Generator) -> dict[str, Any]:
        inputs = make(rng)
        return inputs | {"pixel_values": inputs["pixel_values"].reshape(-1, *shape)}

    return made


SMALL, LARGE = dict(shape=(3, 4, 4)), dict(shape=(1, 6, 6), merge=3)
TWO = ([3, (1, 4, 6), 2, (1, 2, 2)], [1, (1, 8, 4), 4])
THREE = ([2, (1, 6, 3), 3], [2, (1, 3, 6), 1, (1, 6, 9), 2])

ARCH = Arch(
    "paddleocr_vl",
    "PaddleOCRVL",
    "qwen2_vl",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", images(*TWO, **SMALL)),
        Row("Model", "other", images(*THREE, **LARGE, side="left"), "left"),
        Row("ForConditionalGeneration", "default", images(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", images(*THREE, **LARGE, labels=True)),
    ],
    must_see=[
        "model.visual.vision_model.embeddings.position_embedding.weight",
        "model.visual.vision_model.post_layernorm.bias",
        "model.projector.pre_norm.weight",
        "model.language_model.layers.1.self_attn.o_proj.bias",
    ],
    must_see_options=[
        {"vision_config": OTHER["vision_config"] | dict(hidden_act="silu")},
        {"vision_config": OTHER["vision_config"] | dict(layer_norm_eps=1e-6)},
    ],
    refuses=[({"vision_config": VISION | dict(num_attention_heads=3)}, "num_attention_heads")],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
