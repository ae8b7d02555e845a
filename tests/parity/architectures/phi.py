from parity.arch import DECODER, decoder

DEFAULT = DECODER | dict(hidden_size=32, num_key_value_heads=4)
OTHER = DEFAULT | dict(
    num_key_value_heads=2,
    qk_layernorm=True,
    hidden_act="gelu",
    layer_norm_eps=1e-2,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0}
    | {"partial_rotary_factor": 0.25},
)

ARCH = decoder(
    "phi",
    "Phi",
    heads=["ForSequenceClassification", "ForTokenClassification"],
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.1.self_attn.q_layernorm.bias", "lm_head.bias"],
    must_see_options=[{"layer_norm_eps": 1e-1}, {"partial_rotary_factor": 0.5}],
    refuses=[{"rope_parameters": {"partial_rotary_factor": 0.125}}],
)
