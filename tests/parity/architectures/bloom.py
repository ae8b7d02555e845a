from parity.arch import VOCAB, decoder

TINY = dict(vocab_size=VOCAB, hidden_size=24, n_layer=2, n_head=4, pad_token_id=1)
OTHER = TINY | dict(
    n_head=6,
    layer_norm_epsilon=1e-2,
    apply_residual_connection_post_layernorm=True,
    tie_word_embeddings=False,
)

ARCH = decoder(
    "bloom",
    "Bloom",
    family="bloom",
    configs={"default": TINY, "other": OTHER},
    must_see=[
        "transformer.h.1.mlp.dense_h_to_4h.bias",
        "transformer.word_embeddings_layernorm.bias",
    ],
    must_see_options=[
        {"n_head": 4},
        {"apply_residual_connection_post_layernorm": False},
        {"layer_norm_epsilon": 1e-1},
    ],
)
