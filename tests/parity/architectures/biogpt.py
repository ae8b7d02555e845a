from parity.arch import VOCAB, decoder

TINY = dict(
    vocab_size=VOCAB,
    hidden_size=24,
    num_hidden_layers=2,
    intermediate_size=40,
    num_attention_heads=4,
    max_position_embeddings=24,
    pad_token_id=1,
)
OTHER = TINY | dict(scale_embedding=False, hidden_act="relu", tie_word_embeddings=False)

ARCH = decoder(
    "biogpt",
    "BioGpt",
    family="xglm",
    heads=["ForSequenceClassification", "ForTokenClassification"],
    configs={"default": TINY, "other": OTHER},
    must_see=["biogpt.layers.1.fc1.bias", "biogpt.embed_positions.weight"],
    must_see_options=[{"scale_embedding": True}, {"hidden_act": "silu"}],
    padded="attention_mask",  # whose tokens positions count, as in its training
)
