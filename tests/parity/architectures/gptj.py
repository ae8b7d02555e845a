from parity.arch import VOCAB, decoder

TINY = dict(
    vocab_size=VOCAB, n_embd=24, n_layer=2, n_head=4, n_positions=24, rotary_dim=4, pad_token_id=1
)
OTHER = TINY | dict(
    rotary_dim=2,
    n_inner=40,
    activation_function="silu",
    layer_norm_epsilon=1e-2,
    tie_word_embeddings=True,
)

ARCH = decoder(
    "gptj",
    "GPTJ",
    family="gptj",
    heads=["ForSequenceClassification", "ForQuestionAnswering"],
    configs={"default": TINY, "other": OTHER},
    must_see=["transformer.h.1.mlp.fc_in.bias", "transformer.h.0.ln_1.bias", "lm_head.bias"],
    must_see_options=[{"rotary_dim": 6}, {"activation_function": "relu"}],
    refuses=[{"rotary_dim": 7}],
    rounded=True,  # upstream keeps its table of positions in float32
)
