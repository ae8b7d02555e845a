import numpy as np
from parity.arch import Arch, Row
from parity.images import images
from parity.texts import Inputs
from parity.towers import EVERYTHING, TEXT, VISION, both, texts

TINY = dict(text_config=TEXT, vision_config=VISION, projection_dim=TEXT["hidden_size"])
OTHER = dict(
    text_config=TEXT | dict(hidden_act="gelu", layer_norm_eps=1e-3),
    vision_config=VISION | dict(image_size=20, patch_size=4, num_channels=1, hidden_act="relu"),
    projection_dim=TEXT["hidden_size"],
    logit_scale_init_value=1.5,
)
PAIRS = EVERYTHING | dict(return_loss=True)
RESIZED = EVERYTHING | dict(interpolate_pos_encoding=True)


def with_padding(rng: np.random.Generator) -> Inputs:
    """Two images, for which there are two texts and one."""
    inputs = texts([5, 3, 4, 1])(rng)
    inputs["input_ids"][3] = 0
    return inputs | images(2, 1, 20, 20)(rng)


ARCH = Arch(
    "owlvit",
    "OwlViT",
    "owlvit",
    rows=[
        Row("Model", TINY, both(texts([7, 4, 2]), images(2, 3, 16, 16)), "default"),
        Row("Model", OTHER, both(texts([7, 4]), images(2, 1, 20, 20)), "other", requests=PAIRS),
        Row("TextModel", TEXT, texts([7, 4, 1]), "default", config_class="OwlViTTextConfig"),
        Row(
            "VisionModel",
            VISION,
            images(1, 3, 9, 24),
            "sized",
            requests=RESIZED,
            config_class="OwlViTVisionConfig",
        ),
        Row(
            "ForObjectDetection",
            TINY,
            both(texts([7, 4, 5, 3, 3, 2]), images(2, 3, 16, 16)),
            "default",
        ),
        Row("ForObjectDetection", OTHER, with_padding, "padded"),
        Row(
            "ForObjectDetection",
            TINY,
            both(texts([7, 4]), images(1, 3, 24, 40)),
            "sized",
            requests=RESIZED,
        ),
    ],
    must_see={
        "ForObjectDetection-default": [
            "box_head.dense1.bias",
            "class_head.logit_shift.bias",
            "layer_norm.bias",
            "owlvit.vision_model.pre_layernorm.bias",
        ]
    },
)
