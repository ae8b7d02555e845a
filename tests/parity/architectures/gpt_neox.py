from parity.arch import VOCAB, decoder

TINY = dict(
    vocab_size=VOCAB,
    hidden_size=32,
    intermediate_size=40,
    num_hidden_layers=2,
    num_attention_heads=4,
    max_position_embeddings=24,
    pad_token_id=1,
)
OTHER = TINY | dict(
    use_parallel_residual=False,
    attention_bias=False,
    hidden_act="gelu_fast",
    layer_norm_eps=1e-2,
    tie_word_embeddings=True,
    rope_parameters={
        "rope_type": "linear",
        "rope_theta": 50.0,
        "factor": 2.0,
        "partial_rotary_factor": 0.5,
    },
)

ARCH = decoder(
    "gpt_neox",
    "GPTNeoX",
    family="gpt_neox",
    configs={"default": TINY, "other": OTHER},
    must_see=[
        "gpt_neox.layers.1.mlp.dense_h_to_4h.bias",
        "gpt_neox.layers.0.post_attention_layernorm.bias",
    ],
    must_see_options=[{"use_parallel_residual": True}, {"rotary_pct": 1.0}],
)
