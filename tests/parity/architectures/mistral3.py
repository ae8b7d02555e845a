import numpy as np
from parity.arch import Arch, Row
from parity.architectures.llava import IMAGE, LLAMA
from parity.architectures.llava_next import with_images
from parity.texts import Inputs

PIXTRAL = dict(
    model_type="pixtral",
    hidden_size=16,
    intermediate_size=20,
    num_hidden_layers=2,
    num_attention_heads=2,
    image_size=32,
    patch_size=4,
)
TEXT = LLAMA | dict(model_type="mistral", sliding_window=None)
DEFAULT = dict(
    text_config=TEXT, vision_config=PIXTRAL, image_token_index=IMAGE, tie_word_embeddings=False
)
OTHER = dict(
    text_config=TEXT | dict(rms_norm_eps=1e-2, tie_word_embeddings=True),
    vision_config=PIXTRAL
    | dict(hidden_act="relu", num_attention_heads=1, rope_parameters=dict(rope_theta=50.0)),
    image_token_index=IMAGE,
    projector_hidden_act="relu",
    vision_feature_layer=1,
    multimodal_projector_bias=True,
    spatial_merge_size=3,
)
TWO = ([3, 2, 2], [4, 3])
SIZES = [(16, 24), (32, 8), (24, 32)]
SMALL = dict(sizes=SIZES, each=[6, 4, 12], tiles=1, pixels=32)
LARGE = dict(sizes=[(16, 24), (32, 12), (24, 32)], each=[2, 2, 4], tiles=1, pixels=32)


def one_tile(*texts, **options):
    """As LLaVA-NeXT's, of images that are no tiles."""
    make = with_images(*texts, **options)

    def made(rng: np.random.Generator) -> Inputs:
        inputs = make(rng)
        return inputs | {"pixel_values": inputs["pixel_values"][:, 0]}

    return made


ARCH = Arch(
    "mistral3",
    "Mistral3",
    "llava",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", one_tile(*TWO, **SMALL)),
        Row("Model", "other", one_tile(*TWO, **LARGE, side="left"), "left"),
        Row("ForConditionalGeneration", "default", one_tile(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", one_tile(*TWO, **LARGE, labels=True)),
    ],
    must_see=[
        "model.multi_modal_projector.norm.weight",
        "model.multi_modal_projector.patch_merger.merging_layer.weight",
        "model.vision_tower.ln_pre.weight",
    ],
    must_see_options=[
        {"projector_hidden_act": "gelu"},
        {"vision_feature_layer": -1},
        {"vision_config": {"hidden_act": "gelu"}},
        {"vision_config": {"rope_parameters": {"rope_theta": 500.0}}},
    ],
    refuses=[{"vision_feature_layer": [0, 1]}],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
