from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},
)

ARCH = decoder(
    "olmo2",
    "Olmo2",
    heads=["ForSequenceClassification"],
    configs={"default": DECODER, "other": OTHER},
    must_see=[
        "model.layers.1.self_attn.k_norm.weight",
        "model.layers.0.post_feedforward_layernorm.weight",
    ],
    must_see_options=[{"rms_norm_eps": 1e-1}, {"hidden_act": "silu"}],
)
