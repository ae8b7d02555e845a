from parity.arch import DECODER, decoder

GELU = DECODER | dict(hidden_act="gelu", num_key_value_heads=4, tie_word_embeddings=True)
OTHER = DECODER | dict(
    num_key_value_heads=1,
    attention_bias=True,
    rms_norm_eps=1e-2,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},
)

ARCH = decoder(
    "apertus",
    "Apertus",
    heads=["ForTokenClassification"],
    configs={"default": DECODER, "gelu": GELU, "other": OTHER},
    must_see=["model.layers.1.mlp.act_fn.alpha_n", "model.layers.0.mlp.act_fn.beta"],
    must_see_options=[{"rms_norm_eps": 1e-1}, {"rope_theta": 3.0}],
)
