from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    head_dim=8,
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "dynamic", "rope_theta": 50.0, "factor": 1.0, "alpha": 7.0},
)

ARCH = decoder(
    "hunyuan_v1_dense",
    "HunYuanDenseV1",
    heads=["ForSequenceClassification"],
    configs={"default": DECODER | {"head_dim": 6}, "other": OTHER},
    must_see=["model.layers.1.self_attn.query_layernorm.weight"],
    must_see_options=[{"rms_norm_eps": 1e-1}, {"rope_theta": 3.0}],
)
