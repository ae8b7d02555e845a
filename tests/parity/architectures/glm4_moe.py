from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    head_dim=8, n_routed_experts=6, num_experts_per_tok=2, moe_intermediate_size=12
)
OTHER = DEFAULT | dict(
    head_dim=12,
    num_key_value_heads=1,
    num_hidden_layers=3,
    attention_bias=True,
    use_qk_norm=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0, "partial_rotary_factor": 0.34},
    n_shared_experts=2,
    n_group=3,
    topk_group=2,
    num_experts_per_tok=3,
    first_k_dense_replace=2,
    norm_topk_prob=False,
    routed_scaling_factor=1.7,
)

ARCH = decoder(
    "glm4_moe",
    "Glm4Moe",
    family="deepseek",
    heads=(),
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.2.mlp.gate.e_score_correction_bias",
        "model.layers.0.mlp.up_proj.weight",
    ],
    must_see_options=[{"norm_topk_prob": True}, {"routed_scaling_factor": 1.0}, {"topk_group": 3}],
    refuses=[{"n_group": 4}, {"topk_group": 4}, {"num_experts_per_tok": 5}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
