import numpy as np
from parity.arch import Arch, Row
from parity.images import images
from parity.towers import EVERYTHING, TEXT, both, texts

WORDS = TEXT | dict(max_position_embeddings=14, num_hidden_layers=3)
VISION = dict(hidden_size=64, num_hidden_layers=3, patch_size=8, image_size=16)
ACROSS = dict(hidden_size=24, num_hidden_layers=2, contrastive_hidden_size=10)
ACROSS |= dict(logit_scale_init_value=1.5)
TINY = ACROSS | dict(text_config=WORDS, vision_config=VISION)
OTHER = dict(
    text_config=WORDS | dict(hidden_act="relu", layer_norm_eps=1e-3, num_attention_heads=3),
    vision_config=VISION
    | dict(
        hidden_size=128,
        num_hidden_layers=4,
        remove_last_layer=True,
        share_layernorm=False,
        num_channels=1,
        layer_norm_eps=1e-3,
    ),
    hidden_size=24,
    num_hidden_layers=3,
    hidden_act="relu",
    layer_norm_eps=1e-2,
    link_tower_type="interpolate",
    share_cross_modal_transformer_layers=False,
    tie_word_embeddings=True,
)
# Upstream's contrastive head needs towers of one size.
EVEN = TINY | dict(text_config=WORDS | dict(hidden_size=64), hidden_size=64)
SCALED = TINY | dict(link_tower_type="scaled_add")
PAIRS = EVERYTHING | dict(return_loss=True)
RESIZED = EVERYTHING | dict(interpolate_pos_encoding=True)
PIXELS = images(2, 3, 16, 16)


def tokens(rng):
    return np.where(rng.random((2, 7)) < 0.4, rng.integers(0, 67, (2, 7)), -100)


def embeddings(rng):
    return {"image_embeds": rng.standard_normal((2, 5, 64)).astype(np.float32)}


ARCH = Arch(
    "bridgetower",
    "BridgeTower",
    "bridgetower",
    configs={"default": TINY, "other": OTHER, "scaled": SCALED, "even": EVEN},
    rows=[
        Row("Model", "default", both(texts([7, 4]), PIXELS)),
        Row("Model", "scaled", both(texts([7, 4]), images(2, 3, 17, 24)), requests=RESIZED),
        Row("Model", "other", both(texts([7, 4]), images(2, 1, 16, 16))),
        Row("Model", "default", both(texts([7, 4]), embeddings), "embeddings"),
        Row(
            "ForImageAndTextRetrieval",
            "default",
            both(texts([7, 4]), images(2, 3, 16, 16, labels=lambda rng: rng.integers(0, 2, 2))),
        ),
        Row("ForContrastiveLearning", "even", both(texts([7, 4]), PIXELS), requests=PAIRS),
        Row(
            "ForMaskedLM",
            "other",
            both(texts([7, 4]), images(2, 1, 16, 16, labels=tokens)),
        ),
        Row("ForMaskedLM", "default", both(texts([7, 4]), images(2, 3, 16, 16, labels=tokens))),
    ],
    must_see={
        "Model-other": [
            "cross_modal_text_link_tower.0.beta",
            "cross_modal_image_pooler.dense.bias",
        ],
        "Model-scaled": ["cross_modal_text_link_tower.0.scaled_factor"],
        "ForMaskedLM-default": ["mlm_score.bias"],
    },
    refuses=[
        {"share_link_tower_layers": True},
        {"link_tower_type": "other"},
        {"num_hidden_layers": 4},
        ({"text_config": WORDS | {"is_decoder": True}}, "is_decoder"),
    ],
)
