from parity.arch import DECODER, decoder

DEFAULT = DECODER | dict(
    pad_token_id=None,  # transformers loads zeros for its embedding, whatever a file has
    num_key_value_heads=4,
    kv_lora_rank=9,
    q_lora_rank=10,
    qk_nope_head_dim=5,
    qk_rope_head_dim=6,
    v_head_dim=7,
)
OTHER = DEFAULT | dict(
    q_lora_rank=None,
    rope_interleave=False,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=False,
    rope_parameters={"rope_type": "linear", "rope_theta": 100.0, "factor": 2.0},
)

ARCH = decoder(
    "youtu",
    "Youtu",
    heads=(),
    family="deepseek_v3",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.1.self_attn.kv_a_layernorm.weight"],
    must_see_options=[{"rope_interleave": True}, {"rope_theta": 10.0}],
    refuses=[({"qk_rope_head_dim": 5}, "halves are rotated")],
)
