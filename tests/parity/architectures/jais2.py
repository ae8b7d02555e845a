from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    head_dim=8,
    num_key_value_heads=1,
    attention_bias=False,
    mlp_bias=False,
    hidden_act="gelu",
    layer_norm_eps=1e-2,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
)

ARCH = decoder(
    "jais2",
    "Jais2",
    heads=(),
    configs={"default": DECODER, "other": OTHER},
    must_see={
        "ForCausalLM-default": ["model.layers.1.mlp.up_proj.bias", "model.norm.bias"],
        "ForCausalLM-other": ["model.layers.0.input_layernorm.bias"],
    },
    must_see_options=[{"hidden_act": "relu2"}, {"layer_norm_eps": 1e-1}],
)
