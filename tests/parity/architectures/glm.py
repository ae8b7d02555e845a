from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    head_dim=12,
    num_key_value_heads=1,
    attention_bias=False,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0, "partial_rotary_factor": 1.0},
)

ARCH = decoder(
    "glm",
    "Glm",
    heads=["ForSequenceClassification", "ForTokenClassification"],
    configs={"default": DECODER | {"head_dim": 8}, "other": OTHER},
    must_see=["model.layers.1.mlp.gate_up_proj.weight", "model.norm.weight"],
    must_see_options=[{"rms_norm_eps": 1e-1}, {"partial_rotary_factor": 0.5}],
)
