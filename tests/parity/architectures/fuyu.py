import numpy as np
from parity.arch import Arch, Row
from parity.architectures import llava, persimmon
from parity.architectures.llava import IMAGE

TEXT = dict(model_type="persimmon", pad_token_id=0, max_position_embeddings=64)
DEFAULT = dict(text_config=persimmon.TINY | TEXT, image_token_id=IMAGE, image_size=12, patch_size=2)
OTHER = dict(
    text_config=persimmon.OTHER | TEXT,
    image_token_id=IMAGE,
    patch_size=3,
    num_channels=1,
    tie_word_embeddings=True,
)


def with_patches(*texts: list[int], each: int, numbers: int, image: int = IMAGE, **options):
    """LLaVA's texts, with so many patches of each image."""
    make = llava.with_images(*texts, each=each, shape=(each, numbers), **options)

    def made(rng: np.random.Generator):
        inputs = make(rng)
        inputs["input_ids"] = np.where(inputs["input_ids"] == IMAGE, image, inputs["input_ids"])
        return inputs

    return made


TWO = ([3, 2, 2], [4, 0, 3])
SMALL, LARGE = dict(each=4, numbers=12), dict(each=5, numbers=9)

ARCH = Arch(
    "fuyu",
    "Fuyu",
    "fuyu",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_patches(*TWO, **SMALL)),
        Row("Model", "other", with_patches(*TWO, **LARGE, side="left"), "left"),
        Row("ForCausalLM", "default", with_patches(*TWO, **SMALL, labels=True)),
        Row("ForCausalLM", "other", with_patches([5, 2], [4, 6], **LARGE, labels=True)),
    ],
    must_see=["model.vision_embed_tokens.bias", "model.vision_embed_tokens.weight"],
    must_see_options=[{"text_config": {"layer_norm_eps": 1e-1}}],
    refuses=[{"patch_size": 0}, {"num_channels": 0}],
    padded="attention_mask",
    causal_lm="ForCausalLM",
)
