from parity.arch import VOCAB, decoder

DEFAULT = dict(
    vocab_size=VOCAB,
    hidden_size=32,
    num_hidden_layers=2,
    num_attention_heads=4,
    max_position_embeddings=24,
    attention_dropout=0.0,
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
)
OTHER = DEFAULT | dict(
    num_hidden_layers=3,
    num_attention_heads=2,
    intermediate_multiple_size=3,
    hidden_act="gelu_new",
    layer_norm_eps=1e-2,
    tie_word_embeddings=False,
    rope_parameters={
        "rope_type": "linear",
        "rope_theta": 50.0,
        "factor": 2.0,
        "partial_rotary_factor": 0.5,
    },
)

ARCH = decoder(
    "gpt_neox_japanese",
    "GPTNeoXJapanese",
    heads=[],
    family="gpt_neox",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "gpt_neox_japanese.layers.2.attention.dense_bias",
        "gpt_neox_japanese.layers.1.mlp.dense_h_to_4h.weight",
        "embed_out.weight",
    ],
    must_see_options=[{"rotary_pct": 1.0}, {"layer_norm_eps": 1e-1}],
    refuses=[{"num_attention_heads": 3}],
)
