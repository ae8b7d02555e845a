import numpy as np
from parity.arch import Arch, Row
from parity.architectures import kosmos_2, pix2struct
from parity.architectures.kosmos_2 import PAD, QUERIES, TEXT
from parity.texts import Inputs

VISION = dict(
    hidden_size=22,
    patch_embed_hidden_size=12,
    intermediate_size=36,
    head_dim=5,
    num_hidden_layers=2,
    num_attention_heads=3,
    max_num_patches=9,
)
DEFAULT = dict(text_config=TEXT, vision_config=VISION, latent_query_num=QUERIES)
OTHER = dict(
    text_config=kosmos_2.OTHER["text_config"] | dict(layerdrop=0.5),
    vision_config=VISION
    | dict(layer_norm_eps=1e-2, dense_act_fn="silu", patch_embed_hidden_size=3, head_dim=8),
    latent_query_num=QUERIES,
    tie_word_embeddings=False,
)
OTHER["text_config"]["tie_word_embeddings"] = False


def with_patches(*lengths: int, size: int = 12, pad: int = PAD, **options):
    """KOSMOS-2's texts, -1 around the tokens of images, with patches of images."""
    texts = kosmos_2.with_images(*lengths, pad=pad, **options)
    images = pix2struct.patches(*range(5, 5 + len(lengths)), size=size, masked=False)

    def make(rng: np.random.Generator) -> Inputs:
        inputs = texts(rng)
        marks = inputs["image_embeds_position_mask"]
        before, behind = np.roll(marks, -1, 1), np.roll(marks, 1, 1)
        inputs["image_embeds_position_mask"] = np.where(marks == 1, 1, -(before | behind))
        if inputs.pop("pixel_values", None) is None:
            return inputs
        sizes = {"width": np.array([32] * len(lengths)), "height": np.array([48] * len(lengths))}
        return inputs | images(rng) | sizes

    return make


def text_alone(rng: np.random.Generator) -> Inputs:
    inputs = with_patches(9, 5)(rng)
    return {name: inputs[name] for name in ("input_ids", "attention_mask")}


HEAD = "ForConditionalGeneration"
SMALL = dict(size=3, pad=0)

ARCH = Arch(
    "kosmos-2.5",
    "Kosmos2_5",
    "kosmos_2_5",
    configs={"default": DEFAULT, "other": OTHER},
    padded="attention_mask",
    rows=[
        Row("Model", "default", with_patches(9, 5)),
        Row("Model", "default", text_alone, "text"),
        Row("Model", "other", with_patches(8, 6, side="left", **SMALL)),
        Row("Model", "other", with_patches(8, 8, embeds=21), "embeds"),
        Row(HEAD, "default", with_patches(9, 5)),
        Row(HEAD, "default", with_patches(9, 5, labels=True), "loss"),
        Row(HEAD, "other", with_patches(8, 6, labels=True, **SMALL)),
    ],
    must_see=[
        "image_to_text_projection.latent_query",
        "image_to_text_projection.x_attn.k_proj.weight",
        "vision_model.layernorm.weight",
        "vision_model.embeddings.column_embedder.weight",
        "text_model.model.segment_emb.weight",
        "text_model.model.layers.1.ffn.ffn_layernorm.bias",
    ],
    must_see_options=[
        {"text_config": {"scale_embedding": True}},
        {"text_config": {"layer_norm_eps": 1e-5}},
        {"vision_config": {"dense_act_fn": "relu"}},
        {"vision_config": {"layer_norm_eps": 1e-5}},
    ],
    must_see_lines=[("ops.cast(mask != 0", "ops.cast(mask == 1")],
    refuses=[
        ({"text_config": TEXT | dict(attention_heads=5)}, "attention_heads"),
        ({"text_config": TEXT | dict(pad_token_id=None)}, "pad_token_id"),
        {"latent_query_num": 0},
    ],
    trained="ForConditionalGeneration-default-loss",
)
