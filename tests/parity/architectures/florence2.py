import numpy as np
from parity.arch import Arch, Row
from parity.architectures.bart import OTHER as BART
from parity.architectures.bart import TINY
from parity.architectures.llava import IMAGE
from parity.architectures.llava import with_images as in_texts
from parity.texts import Inputs, token_ids

VISION = dict(
    depths=[1, 2],
    patch_size=[7, 3],
    patch_stride=[4, 2],
    patch_padding=[3, 1],
    patch_prenorm=[False, True],
    embed_dim=[8, 12],
    num_heads=[2, 3],
    num_groups=[2, 4],
    window_size=3,
    projection_dim=24,
    max_temporal_embeddings=4,
    max_position_embeddings=5,
)
TEXT = TINY | dict(model_type="bart", max_position_embeddings=40)
DEFAULT = dict(text_config=TEXT, vision_config=VISION, image_token_id=IMAGE)
OTHER = dict(
    text_config=BART | dict(model_type="bart", max_position_embeddings=40),
    vision_config=VISION
    | dict(
        patch_padding=[2, 0],
        patch_prenorm=[True, False],
        window_size=2,
        num_groups=[4, 2],
        mlp_ratio=1.5,
        qkv_bias=False,
        activation_function="relu",
        in_channels=1,
    ),
    image_token_id=IMAGE,
    tie_word_embeddings=False,
)


def with_images(*texts: list[int], target: int = 0, labels: bool = False, **options):
    """As LLaVA's, with what the decoder reads, or its labels."""
    source = in_texts(*texts, **options)

    def make(rng: np.random.Generator) -> Inputs:
        inputs = source(rng)
        if target:
            inputs["decoder_input_ids"] = token_ids(rng, 60, len(texts), target)
        if labels:
            inputs["labels"] = token_ids(rng, 60, len(texts), 6)
            inputs["labels"][0, 4:] = -100
        return inputs

    return make


TWO = ([3, 2], [4, 3])
SMALL = dict(each=1 + 9, shape=(3, 24, 20))  # 6 and 5, then 3 and 3 patches
LARGE = dict(each=1 + 3, shape=(1, 15, 28))  # 4 and 7, then 1 and 3 patches

ARCH = Arch(
    "florence2",
    "Florence2",
    "florence2",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_images(*TWO, **SMALL, target=5)),
        Row("Model", "other", with_images([2, 1, 2], [4], **LARGE, side="left"), "left"),
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, target=5)),
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, labels=True), "loss"),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, labels=True)),
    ],
    must_see=[
        "model.multi_modal_projector.visual_temporal_embed.pos_idx_to_embed",
        "model.multi_modal_projector.image_position_embed.column_embeddings.weight",
        "model.vision_tower.blocks.1.1.channel_block.channel_attn.qkv.weight",
        "model.language_model.encoder.layers.1.self_attn.q_proj.weight",
    ],
    must_see_options=[
        {"vision_config": {"window_size": 3}},
        {"vision_config": {"num_groups": [2, 4]}},
        {"vision_config": {"activation_function": "gelu"}},
        {"text_config": {"scale_embedding": False}},
    ],
    refuses=[
        ({"vision_config": VISION | dict(num_heads=[2, 5])}, "num_heads"),
        ({"vision_config": VISION | dict(projection_dim=23)}, "projection_dim"),
        ({"vision_config": VISION | dict(depths=[1])}, "depths"),
        ({"text_config": dict(model_type="llama")}, "text_config"),
    ],
    cached=["ForConditionalGeneration-default"],
    trained="ForConditionalGeneration-default-loss",
)
