from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    head_dim=8,
    num_attention_heads=6,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
)

ARCH = decoder(
    "diffllama",
    "DiffLlama",
    configs={"default": DECODER, "other": OTHER},
    must_see=["model.layers.1.self_attn.lambda_q2", "model.layers.0.self_attn.lambda_k1"],
    must_see_options=[{"rms_norm_eps": 1e-1}],
    refuses=[{"num_key_value_heads": 1}, {"attention_dropout": 0.1}],
)
