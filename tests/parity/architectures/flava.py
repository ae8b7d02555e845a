import numpy as np
from parity.arch import Arch, Row
from parity.texts import Inputs, padding, token_ids

SIZES = dict(hidden_size=24, num_hidden_layers=2, num_attention_heads=4, intermediate_size=40)
OPTIONS = dict(hidden_act="relu", layer_norm_eps=1e-2, qkv_bias=False)
IMAGE = SIZES | dict(image_size=16, patch_size=8, vocab_size=11)
TEXT = SIZES | dict(vocab_size=67, max_position_embeddings=12, type_vocab_size=2)
CODES = dict(hidden_size=4, vocab_size=11)
DEFAULT = dict(
    image_config=IMAGE,
    text_config=TEXT,
    multimodal_config=SIZES,
    image_codebook_config=CODES,
    hidden_size=24,
    projection_dim=20,
)
OTHER = dict(
    image_config=IMAGE | OPTIONS | dict(image_size=24, num_channels=1),
    text_config=TEXT | OPTIONS | dict(num_hidden_layers=3, pad_token_id=5),
    multimodal_config=SIZES | OPTIONS | dict(num_attention_heads=3),
    image_codebook_config=CODES | dict(num_blocks_per_group=1, input_channels=1),
    hidden_size=24,
    projection_dim=20,
    layer_norm_eps=1e-2,
    skip_unmasked_multimodal_encoder=False,
    ce_ignore_index=-7,
    mim_weight=0.5,
    mlm_weight=0.7,
    global_contrastive_weight=1.5,
    itm_weight=2.0,
    mmm_image_weight=0.3,
    mmm_text_weight=0.9,
)
UNLIKE = DEFAULT | dict(
    image_config=IMAGE | dict(hidden_size=16, mask_token=False),
    text_config=TEXT | dict(hidden_size=20),
    multimodal_config=SIZES | dict(use_cls_token=False),
    init_codebook=False,
)


def inputs(
    *,
    images: int = 3,
    texts: tuple[int, ...] = (7, 4, 2),
    side: int = 16,
    channels: int = 3,
    masked: bool = True,
    labels: bool = False,
    codes: bool = False,
    ignored: int = -100,
    matches: list[int] | None = None,
):
    """Images and texts, masked, with labels."""

    def make(rng: np.random.Generator) -> Inputs:
        found: Inputs = {}
        grid = (images, side // 8, side // 8)
        if images:
            shape = (images, channels, side, side)
            found["pixel_values"] = rng.standard_normal(shape).astype(np.float32)
            if masked:
                found["bool_masked_pos"] = rng.integers(0, 2, grid)
                found["bool_masked_pos"][:, 0, 0] = 1
            if codes:
                found["codebook_pixel_values"] = rng.standard_normal(shape).astype(np.float32)
            elif labels:
                found["mim_labels"] = rng.integers(0, 11, grid)
        if texts:
            mask = padding(list(texts), max(texts))
            found["input_ids"] = np.where(mask == 1, token_ids(rng, 67, *mask.shape), 0)
            found["attention_mask"] = mask
            found["token_type_ids"] = rng.integers(0, 2, mask.shape)
            if labels:
                hidden = rng.integers(0, 2, mask.shape) * mask
                hidden[:, 0] = 1
                found["input_ids_masked"] = np.where(hidden == 1, 3, found["input_ids"])
                found["mlm_labels"] = np.where(hidden == 1, found["input_ids"], ignored)
        if matches is not None:
            found["itm_labels"] = np.array(matches)
        return found

    return make


def alone(rng: np.random.Generator) -> Inputs:
    states = rng.standard_normal((2, 5, 24)).astype(np.float32)
    return {"hidden_states": states, "attention_mask": padding([6, 4], 6)}


def only(maker, *names: str):
    def make(rng: np.random.Generator) -> Inputs:
        found = maker(rng)
        return {name: found[name] for name in names}

    return make


LARGE = dict(side=24, channels=1, ignored=-7)
PIXELS, TEXTS = ("pixel_values",), ("input_ids", "attention_mask", "token_type_ids")
HEAD = "ForPreTraining"
NO_LOSS = dict(output_hidden_states=True, output_attentions=True, return_loss=False)
IMAGE_ALONE = dict(config_class="FlavaImageConfig")
TEXT_ALONE = dict(config_class="FlavaTextConfig")
BOTH_ALONE = dict(config_class="FlavaMultimodalConfig")
CODES_ALONE = dict(config_class="FlavaImageCodebookConfig", requests={})

ARCH = Arch(
    "flava",
    "Flava",
    "flava",
    configs={"default": DEFAULT, "other": OTHER, "unlike": UNLIKE},
    rows=[
        Row("Model", "default", inputs()),
        Row("Model", "other", inputs(**LARGE)),
        Row("Model", "unlike", inputs(masked=False)),
        Row("Model", "default", inputs(texts=()), "images"),
        Row("Model", "default", only(inputs(), *TEXTS), "texts"),
        Row("ImageModel", IMAGE, only(inputs(), *PIXELS, "bool_masked_pos"), **IMAGE_ALONE),
        Row(
            "ImageModel",
            OTHER["image_config"],
            only(inputs(channels=1, side=32), *PIXELS),
            "larger",
            requests=dict(interpolate_pos_encoding=True),
            **IMAGE_ALONE,
        ),
        Row("TextModel", OTHER["text_config"], only(inputs(), *TEXTS), **TEXT_ALONE),
        Row("MultimodalModel", SIZES, alone, **BOTH_ALONE),
        Row("ImageCodebook", CODES, only(inputs(), *PIXELS), **CODES_ALONE),
        Row(
            "ImageCodebook",
            OTHER["image_codebook_config"],
            only(inputs(channels=1, side=40), *PIXELS),
            "other",
            **CODES_ALONE,
        ),
        Row(HEAD, "default", inputs(labels=True, codes=True)),
        Row(HEAD, "default", inputs(labels=True, matches=[1, 0, 1]), "matched"),
        Row(HEAD, "default", inputs(labels=True, matches=[0, 0, 0]), "unmatched"),
        Row(HEAD, "default", inputs(masked=False), "inference", requests=NO_LOSS),
        Row(HEAD, "default", inputs(matches=[1, 0, 1]), "unlabelled", requests=NO_LOSS),
        Row(HEAD, "default", inputs(labels=True, texts=()), "images"),
        Row(HEAD, "default", inputs(texts=()), "masks", requests=NO_LOSS),
        Row(HEAD, "default", inputs(labels=True, images=0), "texts"),
        Row(HEAD, "other", inputs(labels=True, codes=True, matches=[0, 1, 1], **LARGE)),
    ],
    must_see=[
        "flava.image_model.embeddings.mask_token",
        "flava.multimodal_model.cls_token",
        "flava.text_to_mm_projection.weight",
        "flava.logit_scale",
        "itm_head.pooler.dense.weight",
        "mmm_image_head.transform.LayerNorm.weight",
        "mmm_text_head.decoder.bias",
        "flava.text_projection.bias",
    ],
    must_see_options=[
        {"mmm_text_weight": 1.0},
        {"mmm_image_weight": 1.0},
        {"itm_weight": 1.0},
        {"global_contrastive_weight": 1.0},
        {"layer_norm_eps": 1e-3, "text_config": {"layer_norm_eps": 1e-3}},
        {"multimodal_config": {"num_attention_heads": 4}},
    ],
    refuses=[
        ({"image_config": IMAGE | dict(num_attention_heads=5)}, "num_attention_heads"),
        ({"text_config": TEXT | dict(num_attention_heads=5)}, "num_attention_heads"),
        ({"multimodal_config": SIZES | dict(num_attention_heads=5)}, "num_attention_heads"),
        ({"image_codebook_config": CODES | dict(num_groups=3)}, "num_groups"),
        ({"image_codebook_config": CODES | dict(num_blocks_per_group=0)}, "num_blocks_per_group"),
    ],
    trained="ForPreTraining-default",
)
