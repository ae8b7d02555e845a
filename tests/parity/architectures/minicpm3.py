from parity.arch import DECODER, decoder

DEFAULT = DECODER | dict(
    num_key_value_heads=4,
    kv_lora_rank=9,
    q_lora_rank=10,
    qk_nope_head_dim=5,
    qk_rope_head_dim=6,
)
OTHER = DEFAULT | dict(
    q_lora_rank=None,
    v_head_dim=7,
    scale_emb=3,
    scale_depth=0.7,
    dim_model_base=11,
    attention_bias=True,
    mlp_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=False,
    rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
)
LONG = DEFAULT | dict(
    max_position_embeddings=40,
    rope_parameters={
        "rope_type": "longrope",
        "rope_theta": 100.0,
        "short_factor": [1.0, 1.5, 2.0],
        "long_factor": [2.0, 4.0, 9.0],
        "original_max_position_embeddings": 6,
    },
)

ARCH = decoder(
    "minicpm3",
    "MiniCPM3",
    heads=["ForSequenceClassification"],
    family="deepseek_v3",
    configs={"default": DEFAULT, "longrope": LONG, "other": OTHER},
    must_see=["model.layers.1.self_attn.kv_a_layernorm.weight"],
    must_see_options=[{"scale_emb": 2}, {"scale_depth": 1.0}, {"dim_model_base": 12}],
)
