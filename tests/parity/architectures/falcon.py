from parity.arch import VOCAB, decoder

TINY = dict(
    vocab_size=VOCAB,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    max_position_embeddings=24,
    pad_token_id=1,
)
NEW = TINY | dict(new_decoder_architecture=True, num_kv_heads=2, bias=True, ffn_hidden_size=40)
ONE_NORM = NEW | dict(num_ln_in_parallel_attn=1, activation="relu", tie_word_embeddings=False)
# transformers' eager attention adds the biases twice, its default attention once.
ALIBI = TINY | dict(
    num_attention_heads=6,
    alibi=True,
    parallel_attn=False,
    multi_query=False,
    bias=True,
    layer_norm_epsilon=1e-2,
    attn_implementation="sdpa",
)

ARCH = decoder(
    "falcon",
    "Falcon",
    family="falcon",
    configs={"default": TINY, "alibi": ALIBI, "new": NEW, "one-norm": ONE_NORM},
    must_see=[
        "transformer.h.1.input_layernorm.bias",
        "transformer.h.0.self_attention.query_key_value.bias",
    ],
    must_see_options=[{"layer_norm_epsilon": 1e-1}, {"activation": "gelu"}],
    refuses=[
        {"parallel_attn": False},
        {"num_ln_in_parallel_attn": 2, "new_decoder_architecture": False},
    ],
    requests=dict(output_hidden_states=True),
)
