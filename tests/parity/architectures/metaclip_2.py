from parity.arch import Arch, Row
from parity.architectures.clip import OTHER_VISION, PAIRS, RESIZED, TINY_TEXT, TINY_VISION
from parity.images import images
from parity.towers import TEXT, both, texts

TINY = dict(text_config=TINY_TEXT, vision_config=TINY_VISION, projection_dim=20)
# The end token of its tokenizer, which for CLIP would ask for the greatest id.
TWO = TEXT | dict(eos_token_id=2, hidden_act="gelu", layer_norm_eps=1e-3, projection_dim=20)
OTHER = dict(text_config=TWO, vision_config=OTHER_VISION, projection_dim=12)
OTHER |= dict(logit_scale_init_value=1.5)

ARCH = Arch(
    "metaclip_2",
    "MetaClip2",
    "clip",
    rows=[
        Row("Model", TINY, both(texts([7, 4, 2]), images(2, 3, 16, 16)), "default"),
        Row("Model", OTHER, both(texts([7, 4], end=2), images(2, 1, 20, 20)), requests=PAIRS),
        Row("Model", TINY, both(texts([5]), images(1, 3, 25, 32)), "resized", requests=RESIZED),
        Row("TextModel", TWO, texts([7, 4], end=2), config_class="MetaClip2TextConfig"),
        Row("TextModelWithProjection", TWO, texts([9], end=2), config_class="MetaClip2TextConfig"),
        Row(
            "VisionModelWithProjection",
            TINY_VISION,
            images(2, 3, 16, 16),
            config_class="MetaClip2VisionConfig",
        ),
        Row(
            "ForImageClassification",
            OTHER | {"num_labels": 5},
            images(3, 1, 20, 20, labels=lambda rng: rng.integers(0, 5, 3)),
            "classes",
        ),
    ],
    must_see={"Model-default": ["logit_scale"]},
)
