from parity.arch import VOCAB, decoder

TINY = dict(
    vocab_size=VOCAB,
    hidden_size=24,
    num_layers=2,
    num_heads=4,
    max_position_embeddings=24,
    attention_types=[[["global", "local"], 1]],
    window_size=3,
    pad_token_id=1,
)
OTHER = TINY | dict(
    attention_types=[[["local"], 1], [["global"], 1]],
    window_size=4,
    intermediate_size=40,
    activation_function="silu",
    layer_norm_epsilon=1e-2,
    tie_word_embeddings=False,
)

ARCH = decoder(
    "gpt_neo",
    "GPTNeo",
    family="gpt_neo",
    configs={"default": TINY, "other": OTHER},
    must_see=["transformer.h.1.mlp.c_fc.bias", "transformer.wpe.weight"],
    must_see_options=[{"window_size": 2}, {"activation_function": "relu"}],
    refuses=[{"attention_types": [[["global"], 1]]}],
    padded="attention_mask",
)
