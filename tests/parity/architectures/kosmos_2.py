import numpy as np
from parity.arch import Arch, Row
from parity.texts import Inputs, padding, token_ids
from parity.towers import VISION

QUERIES, VOCAB, PAD = 3, 67, 1
TEXT = dict(
    vocab_size=VOCAB,
    max_position_embeddings=20,
    embed_dim=24,
    layers=2,
    ffn_dim=40,
    attention_heads=4,
)
DEFAULT = dict(text_config=TEXT, vision_config=VISION, latent_query_num=QUERIES)
OTHER = dict(
    text_config=TEXT
    | dict(
        embed_dim=21,
        attention_heads=3,
        layers=3,
        activation_function="relu",
        layer_norm_eps=1e-2,
        scale_embedding=False,
        pad_token_id=0,
    ),
    vision_config=VISION
    | dict(
        hidden_act="gelu", layer_norm_eps=1e-2, num_channels=1, image_size=24, num_hidden_layers=3
    ),
    latent_query_num=QUERIES,
    tie_word_embeddings=False,
)


def with_images(
    *lengths: int,
    side: str = "right",
    pad: int = PAD,
    shape: tuple[int, ...] = (3, 16, 16),
    labels: bool = False,
    embeds: int = 0,
):
    """Texts with the queries' tokens behind their first, and an image of each."""

    def make(rng: np.random.Generator) -> Inputs:
        most = max(lengths)
        mask = padding(list(lengths), most, side=side)
        ids = np.where(mask == 1, token_ids(rng, VOCAB, *mask.shape), pad)
        first = mask.argmax(1)[:, None] + 1
        index = np.arange(most)
        inputs = {
            "pixel_values": rng.standard_normal((len(lengths), *shape)).astype(np.float32),
            "input_ids": ids,
            "image_embeds_position_mask": ((index >= first) & (index < first + QUERIES)) * 1,
            "attention_mask": mask,
        }
        if labels:
            inputs["labels"] = np.where(mask == 1, ids, -100)
        if embeds:
            del inputs["pixel_values"], inputs["input_ids"]
            size = (len(lengths), QUERIES, embeds)
            inputs["image_embeds"] = rng.standard_normal(size).astype(np.float32)
            inputs["inputs_embeds"] = rng.standard_normal((*mask.shape, embeds)).astype(np.float32)
        return inputs

    return make


HEAD = "ForConditionalGeneration"
LARGE = dict(shape=(1, 24, 24), pad=0)

ARCH = Arch(
    "kosmos-2",
    "Kosmos2",
    "kosmos_2",
    configs={"default": DEFAULT, "other": OTHER},
    padded="attention_mask",
    rows=[
        Row("Model", "default", with_images(9, 5)),
        Row("Model", "other", with_images(8, 6, side="left", **LARGE)),
        Row(
            "Model",
            "default",
            with_images(9, 5, shape=(3, 24, 16)),
            "interpolated",
            requests=dict(interpolate_pos_encoding=True, output_attentions=True),
        ),
        Row("Model", "other", with_images(8, 8, embeds=21), "embeds"),
        Row(HEAD, "default", with_images(9, 5)),
        Row(HEAD, "default", with_images(9, 5, labels=True), "loss"),
        Row(
            HEAD,
            DEFAULT | dict(text_config=TEXT | dict(tie_word_embeddings=False)),
            with_images(9, 5),
            "tied by the whole",
        ),
        Row(HEAD, "other", with_images(8, 6, labels=True, **LARGE)),
    ],
    must_see=[
        "image_to_text_projection.latent_query",
        "image_to_text_projection.x_attn.k_proj.weight",
        "vision_model.model.post_layernorm.weight",
        "vision_model.model.pre_layrnorm.weight",
        "text_model.model.layers.2.self_attn.inner_attn_ln.weight",
        "text_model.model.layers.1.ffn.ffn_layernorm.bias",
    ],
    must_see_options=[
        {"text_config": {"scale_embedding": True}},
        {"text_config": {"layer_norm_eps": 1e-5}},
        {"text_config": {"activation_function": "gelu"}},
        {"vision_config": {"hidden_act": "relu"}},
        {"vision_config": {"layer_norm_eps": 1e-5}},
    ],
    refuses=[
        ({"text_config": TEXT | dict(attention_heads=5)}, "attention_heads"),
        ({"text_config": TEXT | dict(add_cross_attention=True)}, "add_cross_attention"),
        ({"text_config": TEXT | dict(pad_token_id=None)}, "pad_token_id"),
        ({"vision_config": VISION | dict(num_attention_heads=5)}, "num_attention_heads"),
        {"latent_query_num": 0},
    ],
    trained="ForConditionalGeneration-default-loss",
)
