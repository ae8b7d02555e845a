from parity.arch import VOCAB, decoder

TINY = dict(vocab_size=VOCAB, n_embd=24, n_layer=2, n_head=4, n_positions=24, pad_token_id=1)
OTHER = TINY | dict(n_head=6, afn="relu", layer_norm_epsilon=1e-2, tie_word_embeddings=False)

ARCH = decoder(
    "openai-gpt",
    "OpenAIGPT",
    family="openai_gpt",
    heads=["ForSequenceClassification"],
    causal_lm="LMHeadModel",
    configs={"default": TINY, "other": OTHER},
    must_see=["transformer.h.1.attn.c_attn.bias", "transformer.positions_embed.weight"],
    must_see_options=[{"afn": "silu"}, {"layer_norm_epsilon": 1e-1}],
    refuses=[{"afn": "tanh"}],
)
