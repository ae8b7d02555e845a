from collections.abc import Sequence

import numpy as np
from parity.arch import Arch, Row
from parity.architectures.llava import CLIP, IMAGE, LLAMA
from parity.architectures.llava_onevision import VIDEO, Text, with_media
from parity.texts import Inputs
from parity.towers import VISION

DEFAULT = dict(
    text_config=LLAMA, vision_config=CLIP, image_token_index=IMAGE, video_token_index=VIDEO
)
OTHER = dict(
    text_config=LLAMA | dict(model_type="mistral", sliding_window=8, hidden_act="gelu"),
    vision_config=VISION
    | dict(model_type="siglip_vision_model", vision_use_head=False, image_size=24),
    image_token_index=VIDEO,
    video_token_index=IMAGE,
    projector_hidden_act="relu",
    vision_feature_select_strategy="full",
    vision_feature_layer=[-1, 1],
    multimodal_projector_bias=False,
    tie_word_embeddings=True,
)


def mixed(*texts: Text, images: int, pixels: int, **options):
    """Texts with images and videos; see `with_media`."""

    def make(rng: np.random.Generator) -> Inputs:
        found = with_media(*texts, pixels=pixels, **options)(rng)
        shape = (images, 3, pixels, pixels)
        return found | {"pixel_values": rng.standard_normal(shape).astype(np.float32)}

    return make


SMALL: dict = dict(images=2, pixels=16, frames=3)
# The class token of frames is taken too.
TEXTS: Sequence[Text] = (
    [2, ("image", 4), 1, ("image", 4), 3],
    [1, ("video", 3 * 5), 4],
)
LARGE: dict = dict(images=1, pixels=24, frames=2, tokens=(VIDEO, IMAGE))
OTHERS: Sequence[Text] = ([1, ("video", 2 * 9), 4], [2, ("image", 9), 1, ("video", 2 * 9), 3])

ARCH = Arch(
    "video_llava",
    "VideoLlava",
    "llava",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", mixed(*TEXTS, **SMALL)),
        Row("Model", "other", mixed(*OTHERS, **LARGE, side="left"), "left"),
        Row("ForConditionalGeneration", "default", mixed(*TEXTS, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", mixed(*OTHERS, **LARGE, labels=True)),
    ],
    must_see=[
        "model.image_tower.encoder.layers.0.mlp.fc1.bias",
        "model.video_tower.encoder.layers.0.mlp.fc1.bias",
        "model.multi_modal_projector.linear_1.weight",
        "model.language_model.layers.1.self_attn.q_proj.weight",
    ],
    must_see_options=[{"projector_hidden_act": "gelu"}],
    refuses=[{"vision_feature_select_strategy": "cls"}, {"vision_feature_layer": 5}],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
