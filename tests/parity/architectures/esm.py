from dataclasses import replace

import numpy as np
from parity.arch import VOCAB, Row, texts
from parity.encoders import embeds, encoder

TINY = dict(
    vocab_size=VOCAB,
    hidden_size=24,
    intermediate_size=20,
    num_hidden_layers=2,
    num_attention_heads=3,
    max_position_embeddings=24,
    pad_token_id=1,
    mask_token_id=6,
)
OTHER = TINY | dict(
    num_attention_heads=2,
    num_hidden_layers=3,
    layer_norm_eps=1e-2,
    position_embedding_type="rotary",
    rope_theta=50.0,
    token_dropout=True,
    emb_layer_norm_before=True,
    tie_word_embeddings=False,
)


def masked(rng: np.random.Generator) -> dict:
    inputs = texts("left")(rng)
    inputs["input_ids"][0, 3:6] = 6
    return inputs


def without_mask(rng: np.random.Generator) -> dict:
    inputs = masked(rng)
    del inputs["attention_mask"]
    return inputs


BASE = encoder(
    "esm",
    "Esm",
    configs={"default": TINY, "other": OTHER},
    heads=["ForTokenClassification"],
    must_see=["esm.encoder.layer.2.attention.LayerNorm.bias", "lm_head.bias"],
    must_see_options=[{"token_dropout": False}, {"layer_norm_eps": 1e-4}],
    refuses=[
        {"num_attention_heads": 5},
        {"num_attention_heads": 8},
        {"is_folding_model": True},
        {"add_cross_attention": True},
        {"position_embedding_type": "relative_key"},
        {"mask_token_id": None},
    ],
    rounded=True,  # upstream turns queries and keys in float32
)
ROWS = [
    Row("Model", "other", masked, "masked", padded="attention_mask"),
    Row("Model", "other", without_mask, "no-mask"),
    Row("Model", "other", embeds(24), "embeds"),
    Row("Model", TINY | {"token_dropout": True}, masked, "dropout", padded="attention_mask"),
    Row("Model", OTHER | {"is_decoder": True}, texts(), "decoder"),
]
ARCH = replace(BASE, rows=(*ROWS, *BASE.rows))
