from parity.arch import VOCAB, decoder

TINY = dict(
    vocab_size=VOCAB,
    d_model=24,
    num_layers=2,
    ffn_dim=40,
    attention_heads=4,
    max_position_embeddings=24,
    pad_token_id=1,
)
OTHER = TINY | dict(
    d_model=27,
    attention_heads=3,
    scale_embedding=False,
    activation_function="relu",
    tie_word_embeddings=False,
    pad_token_id=4,  # whose sinusoid is left out: that of position 2
)

ARCH = decoder(
    "xglm",
    "XGLM",
    family="xglm",
    heads=[],
    configs={"default": TINY, "other": OTHER},
    must_see=["model.layers.1.fc1.bias", "model.layer_norm.bias"],
    must_see_options=[{"scale_embedding": True}, {"activation_function": "silu"}],
    refuses=[{"add_cross_attention": True}],
    rounded=True,  # upstream keeps its sinusoids in float32
)
