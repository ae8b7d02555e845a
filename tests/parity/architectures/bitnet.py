from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
)

ARCH = decoder(
    "bitnet",
    "BitNet",
    heads=(),
    configs={"default": DECODER, "other": OTHER},
    must_see=[
        "model.layers.1.self_attn.attn_sub_norm.weight",
        "model.layers.0.mlp.ffn_sub_norm.weight",
    ],
    must_see_options=[{"hidden_act": "relu2"}],
    refuses=[{"head_dim": 8}],
)
