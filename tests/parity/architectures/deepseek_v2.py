from parity.arch import DECODER, MOE_REQUESTS, decoder

LATENT = DECODER | dict(
    num_key_value_heads=4,
    kv_lora_rank=10,
    q_lora_rank=9,
    qk_nope_head_dim=6,
    qk_rope_head_dim=4,
    v_head_dim=7,
    n_routed_experts=6,
    num_experts_per_tok=2,
    moe_intermediate_size=12,
)
YARN = {
    "rope_type": "yarn",
    "rope_theta": 50.0,
    "factor": 4.0,
    "original_max_position_embeddings": 6,
    "mscale": 0.7,
    "mscale_all_dim": 1.1,
}
OTHER = LATENT | dict(
    num_hidden_layers=3,
    q_lora_rank=None,
    attention_bias=True,
    mlp_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    rope_parameters=YARN,
    n_shared_experts=1,
    topk_method="group_limited_greedy",
    n_group=3,
    topk_group=2,
    num_experts_per_tok=3,
    first_k_dense_replace=1,
    routed_scaling_factor=1.7,
)

ARCH = decoder(
    "deepseek_v2",
    "DeepseekV2",
    family="deepseek",
    heads=("ForSequenceClassification",),
    configs={"default": LATENT, "other": OTHER},
    must_see=[
        "model.layers.1.self_attn.kv_a_layernorm.weight",
        "model.layers.0.self_attn.kv_a_proj_with_mqa.bias",
        "model.layers.2.mlp.shared_experts.up_proj.bias",
    ],
    must_see_options=[
        {"topk_method": "greedy"},
        {"routed_scaling_factor": 1.0},
        {"rope_parameters": YARN | {"mscale_all_dim": 0.9}},
    ],
    refuses=[{"topk_method": "noaux_tc"}, {"n_group": None}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
