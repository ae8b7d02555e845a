import numpy as np
from parity.arch import Arch, Row
from parity.images import images
from parity.towers import EVERYTHING, TEXT, VISION, both, texts

OTHER_TEXT = TEXT | dict(projection_size=32, hidden_act="relu", layer_norm_eps=1e-3)
OTHER_VISION = VISION | dict(image_size=20, patch_size=4, num_channels=1, num_attention_heads=4)
TINY = dict(text_config=TEXT | dict(projection_size=32), vision_config=VISION)
OTHER = dict(text_config=OTHER_TEXT, vision_config=OTHER_VISION)
PAIRS = EVERYTHING | dict(return_loss=True)
RESIZED = EVERYTHING | dict(interpolate_pos_encoding=True)

ARCH = Arch(
    "siglip",
    "Siglip",
    "siglip",
    rows=[
        Row("Model", TINY, both(texts([7, 4, 2]), images(2, 3, 16, 16)), "default"),
        Row("Model", OTHER, both(texts([7, 4]), images(2, 1, 20, 20)), "other", requests=PAIRS),
        Row("Model", TINY, both(texts([5]), images(1, 3, 25, 32)), "resized", requests=RESIZED),
        Row("TextModel", TEXT, texts([7, 4, 1]), "default", config_class="SiglipTextConfig"),
        Row(
            "ForImageClassification",
            OTHER | {"num_labels": 5},
            images(3, 1, 20, 20, labels=lambda rng: rng.integers(0, 5, 3)),
            "classes",
        ),
        Row(
            "ForImageClassification",
            TINY | {"num_labels": 3},
            images(2, 3, 16, 16, labels=lambda rng: rng.integers(0, 2, (2, 3)).astype(np.float32)),
            "several",
            requests={},
        ),
    ],
    must_see={
        "Model-default": [
            "logit_bias",
            "text_model.head.bias",
            "vision_model.head.probe",
            "vision_model.head.attention.in_proj_bias",
            "vision_model.head.mlp.fc1.bias",
        ]
    },
)
