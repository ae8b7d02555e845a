from parity.arch import DECODER, decoder

DEFAULT = DECODER | dict(hidden_size=32)
PARALLEL = DEFAULT | dict(use_parallel_residual=True, num_key_value_heads=4)
OTHER = DEFAULT | dict(
    num_key_value_heads=2,
    use_qkv_bias=True,
    qk_layernorm=True,
    hidden_act="gelu",
    layer_norm_eps=1e-2,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0, "partial_rotary_factor": 0.5},
)

ARCH = decoder(
    "stablelm",
    "StableLm",
    heads=["ForSequenceClassification", "ForTokenClassification"],
    configs={"default": DEFAULT, "parallel": PARALLEL, "other": OTHER},
    must_see=["model.layers.1.self_attn.q_layernorm.norms.3.weight", "model.norm.bias"],
    must_see_options=[{"layer_norm_eps": 1e-1}, {"partial_rotary_factor": 1.0}],
)
