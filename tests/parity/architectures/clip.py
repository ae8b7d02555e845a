import numpy as np
from parity.arch import Arch, Row
from parity.images import images
from parity.towers import EVERYTHING, TEXT, VISION, both, texts

TINY_TEXT = TEXT | dict(projection_dim=20, eos_token_id=66)
TINY_VISION = VISION | dict(projection_dim=20)
TINY = dict(text_config=TINY_TEXT, vision_config=TINY_VISION, projection_dim=20)
# The end token of older files, that of the greatest id; and options off their defaults.
OLD_TEXT = TINY_TEXT | dict(eos_token_id=2, hidden_act="gelu", layer_norm_eps=1e-3)
OTHER_VISION = TINY_VISION | dict(
    image_size=20, patch_size=4, num_channels=1, hidden_act="gelu_new", num_attention_heads=4
)
OTHER = dict(
    text_config=OLD_TEXT, vision_config=OTHER_VISION, projection_dim=12, logit_scale_init_value=1.5
)
PAIRS = EVERYTHING | dict(return_loss=True)
RESIZED = EVERYTHING | dict(interpolate_pos_encoding=True)

ARCH = Arch(
    "clip",
    "CLIP",
    "clip",
    rows=[
        Row("Model", TINY, both(texts([7, 4, 2]), images(2, 3, 16, 16)), "default"),
        Row("Model", OTHER, both(texts([7, 4]), images(2, 1, 20, 20)), "other", requests=PAIRS),
        Row("Model", TINY, both(texts([5]), images(1, 3, 25, 32)), "resized", requests=RESIZED),
        Row(
            "ForImageClassification",
            OTHER | {"num_labels": 5},
            images(3, 1, 20, 20, labels=lambda rng: rng.integers(0, 5, 3)),
            "classes",
        ),
        Row(
            "ForImageClassification",
            TINY | {"num_labels": 1},
            images(2, 3, 16, 16, labels=lambda rng: rng.standard_normal(2).astype(np.float32)),
            "number",
            requests={},
        ),
    ],
    must_see={
        "Model-default": [
            "logit_scale",
            "text_model.final_layer_norm.bias",
            "vision_model.embeddings.class_embedding",
            "vision_model.encoder.layers.1.self_attn.v_proj.bias",
        ]
    },
    must_see_options={
        "Model-default": [
            {"text_config": TINY_TEXT | {"hidden_act": "gelu"}},
            {"text_config": TINY_TEXT | {"eos_token_id": 1}},
            {"vision_config": TINY_VISION | {"layer_norm_eps": 0.001}},
            {"vision_config": TINY_VISION | {"num_attention_heads": 4}},
        ]
    },
)
