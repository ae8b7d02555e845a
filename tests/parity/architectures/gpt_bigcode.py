from parity.arch import VOCAB, decoder

TINY = dict(vocab_size=VOCAB, n_embd=24, n_layer=2, n_head=4, n_positions=24, pad_token_id=1)
OTHER = TINY | dict(
    multi_query=False,
    n_inner=40,
    activation_function="relu",
    layer_norm_epsilon=1e-2,
    scale_attn_weights=False,
    tie_word_embeddings=False,
)

ARCH = decoder(
    "gpt_bigcode",
    "GPTBigCode",
    family="gpt_bigcode",
    heads=["ForSequenceClassification", "ForTokenClassification"],
    configs={"default": TINY, "other": OTHER},
    must_see=["transformer.h.1.attn.c_attn.bias", "transformer.wpe.weight"],
    must_see_options=[{"activation_function": "silu"}, {"scale_attn_weights": True}],
    refuses=[{"add_cross_attention": True}],
)
