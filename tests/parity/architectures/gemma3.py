from parity.arch import DECODER, Arch, Row, integers
from parity.architectures.llava import IMAGE, TWO, with_images
from parity.towers import VISION

TEXT = DECODER | dict(
    max_position_embeddings=64,
    pad_token_id=0,
    bos_token_id=1,
    vocab_size=67,
    head_dim=8,
    sliding_window=64,
    query_pre_attn_scalar=8,
    sliding_window_pattern=2,
)
SIGLIP = VISION | dict(model_type="siglip_vision_model", vision_use_head=False)
DEFAULT = dict(
    text_config=TEXT, vision_config=SIGLIP, image_token_index=IMAGE, mm_tokens_per_image=4
)
OTHER = dict(
    text_config=TEXT
    | dict(
        sliding_window=5,
        hidden_activation="gelu",
        rms_norm_eps=1e-3,
        final_logit_softcapping=None,
        layer_types=["full_attention", "sliding_attention"],
        tie_word_embeddings=False,
    ),
    vision_config=SIGLIP | dict(image_size=40, layer_norm_eps=1e-2),
    image_token_index=IMAGE,
    mm_tokens_per_image=4,
    tie_word_embeddings=False,
)
SMALL = dict(each=4, shape=(3, 16, 16), types="token_type_ids")
LARGE = dict(each=4, shape=(3, 40, 40), types="token_type_ids")
LABELS = integers(2, 2)


def classes(rng):
    return with_images([3, 2], [4, 3], **SMALL)(rng) | {"labels": LABELS(rng)}


ARCH = Arch(
    "gemma3",
    "Gemma3",
    "gemma3",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_images(*TWO, **SMALL)),
        Row("Model", "default", with_images(*TWO, each=4, shape=(3, 16, 16)), "causal"),
        Row("Model", "other", with_images(*TWO, **LARGE, side="left"), "left"),
        Row("ForSequenceClassification", "default", classes),
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, labels=True)),
    ],
    must_see=[
        "model.multi_modal_projector.mm_soft_emb_norm.weight",
        "model.multi_modal_projector.mm_input_projection_weight",
        "model.vision_tower.encoder.layers.0.mlp.fc1.bias",
        "model.language_model.layers.1.self_attn.q_norm.weight",
    ],
    must_see_options=[{"text_config": {"sliding_window": 3}}],
    refuses=[{"mm_tokens_per_image": 5}],
    padded="attention_mask",
    rounded=True,  # upstream keeps the scale of embeddings in float32
    trained="ForConditionalGeneration-default",
)
