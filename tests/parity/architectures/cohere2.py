from parity.arch import DECODER, decoder

DEFAULT = DECODER | dict(sliding_window=3)
OTHER = DEFAULT | dict(
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="gelu",
    layer_norm_eps=1e-2,
    logit_scale=0.5,
    tie_word_embeddings=False,
    layer_types=["full_attention", "sliding_attention"],
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},
)

ARCH = decoder(
    "cohere2",
    "Cohere2",
    heads=[],
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.1.mlp.gate_proj.weight", "model.layers.0.input_layernorm.weight"],
    must_see_options=[{"logit_scale": 0.7}, {"sliding_window": 2}, {"rope_theta": 3.0}],
    refuses=[{"layer_types": ["full_attention"]}],
    padded="attention_mask",
    rounded=True,  # upstream turns queries and keys in float32
)
