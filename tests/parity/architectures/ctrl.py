from parity.arch import VOCAB, decoder

TINY = dict(
    vocab_size=VOCAB, n_embd=24, n_layer=2, n_head=4, n_positions=24, dff=40, pad_token_id=1
)
OTHER = TINY | dict(n_head=6, layer_norm_epsilon=1e-2, tie_word_embeddings=False)

ARCH = decoder(
    "ctrl",
    "CTRL",
    family="ctrl",
    heads=["ForSequenceClassification"],
    causal_lm="LMHeadModel",
    configs={"default": TINY, "other": OTHER},
    must_see=["transformer.h.1.ffn.2.bias", "lm_head.bias"],
    must_see_options=[{"n_head": 4}, {"layer_norm_epsilon": 1e-1}],
    refuses=[{"n_embd": 27, "n_head": 3}],
    rounded=True,  # upstream keeps its sinusoids in float32
)
