from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    num_key_value_heads=4,
    kv_lora_rank=10,
    q_lora_rank=9,
    qk_nope_head_dim=6,
    qk_rope_head_dim=4,
    v_head_dim=7,
    n_routed_experts=8,
    num_experts_per_tok=2,
    moe_intermediate_size=12,
)
OTHER = DEFAULT | dict(
    num_hidden_layers=3,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    rope_interleave=False,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},
    mlp_layer_types=["sparse", "dense", "sparse"],
    n_group=2,
)

ARCH = decoder(
    "glm4_moe_lite",
    "Glm4MoeLite",
    family="deepseek",
    heads=(),
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.0.mlp.gate.weight", "model.layers.1.mlp.up_proj.weight"],
    must_see_options=[{"rope_theta": 1e4}, {"rope_interleave": True}],
    refuses=[{"mlp_layer_types": ["dense"]}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
