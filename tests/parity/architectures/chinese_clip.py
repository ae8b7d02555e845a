import numpy as np
from parity.arch import Arch, Row
from parity.architectures.clip import OTHER_VISION, PAIRS, RESIZED, TINY_VISION
from parity.images import images
from parity.towers import TEXT, both, texts

OTHER_TEXT = TEXT | dict(hidden_act="relu", layer_norm_eps=1e-3, type_vocab_size=3)
TINY = dict(text_config=TEXT, vision_config=TINY_VISION, projection_dim=20)
OTHER = dict(text_config=OTHER_TEXT, vision_config=OTHER_VISION, projection_dim=12)
OTHER |= dict(logit_scale_init_value=1.5)


def segmented(lengths, *, types=2, **options):
    """Texts of these lengths, whose tokens belong to segments."""

    def make(rng):
        inputs = texts(lengths, **options)(rng)
        segments = rng.integers(0, types, inputs["input_ids"].shape)
        return inputs | {"token_type_ids": np.sort(segments, -1)}

    return make


ARCH = Arch(
    "chinese_clip",
    "ChineseCLIP",
    "clip",
    rows=[
        Row("Model", TINY, both(segmented([7, 4, 2]), images(2, 3, 16, 16)), "default"),
        Row("TextModel", OTHER_TEXT, segmented([7, 4]), config_class="ChineseCLIPTextConfig"),
        Row("Model", TINY, both(texts([5]), images(1, 3, 25, 32)), "resized", requests=RESIZED),
        Row(
            "Model",
            OTHER,
            both(segmented([7, 4], types=3), images(2, 1, 20, 20)),
            "other",
            requests=PAIRS,
        ),
    ],
    must_see={"Model-default": ["text_model.embeddings.token_type_embeddings.weight"]},
    refuses=[({"text_config": {"position_embedding_type": "relative_key"}}, "absolute")],
)
