from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    head_dim=8,
    num_key_value_heads=1,
    attention_bias=True,
    mlp_bias=True,
    hidden_act="gelu",
    norm_eps=1e-2,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0, "partial_rotary_factor": 1.0},
)

ARCH = decoder(
    "nemotron",
    "Nemotron",
    configs={"default": DECODER | {"head_dim": 8}, "other": OTHER},
    must_see=["model.layers.1.input_layernorm.bias", "model.layers.0.mlp.up_proj.bias"],
    must_see_options=[{"norm_eps": 1e-1}, {"partial_rotary_factor": 0.5}],
)
