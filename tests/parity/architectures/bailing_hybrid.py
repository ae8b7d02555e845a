from parity.arch import DECODER, MOE_REQUESTS, decoder

# head_dim is qk_rope_head_dim: transformers saves the latter as the former.
DEFAULT = DECODER | dict(
    num_hidden_layers=3,
    num_key_value_heads=4,
    layer_group_size=2,
    head_dim=6,
    first_k_dense_replace=1,
    kv_lora_rank=10,
    qk_nope_head_dim=8,
    qk_rope_head_dim=6,
    v_head_dim=7,
    num_experts=8,
    num_experts_per_tok=2,
    n_group=4,
    topk_group=2,
    moe_intermediate_size=12,
)
OTHER = DEFAULT | dict(
    num_hidden_layers=4,
    layer_types=["full_attention", "linear_attention", "full_attention", "linear_attention"],
    mlp_layer_types=["sparse", "dense", "sparse", "sparse"],
    num_attention_heads=2,
    num_key_value_heads=2,
    head_dim=4,
    qk_rope_head_dim=4,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    n_shared_experts=2,
    topk_group=3,
    num_experts_per_tok=3,
    norm_topk_prob=False,
    routed_scaling_factor=1.7,
    short_conv_kernel_size=3,
    kda_lower_bound=-2.0,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},
)

ARCH = decoder(
    "bailing_hybrid",
    "BailingHybrid",
    family="deepseek",
    heads=(),
    configs={
        "default": DEFAULT,
        "unbounded": OTHER | dict(kda_safe_gate=False),
        "other": OTHER,
    },
    must_see=[
        "model.layers.1.self_attn.q_conv1d.weight",
        "model.layers.1.self_attn.dt_bias",
        "model.layers.3.self_attn.A_log",
        "model.layers.0.self_attn.g_proj.weight",
        "model.layers.3.self_attn.g_proj.weight",
        "model.layers.2.self_attn.kv_a_layernorm.weight",
        "model.layers.3.mlp.gate.e_score_correction_bias",
    ],
    must_see_options=[
        {"norm_topk_prob": True},
        {"kda_lower_bound": -5.0},
        {"rms_norm_eps": 1e-5},
        {"routed_scaling_factor": 1.0},
        {"rope_theta": 5000.0},
    ],
    refuses=[
        {"num_experts_per_tok": 7},
        {"n_group": 3},
        {"layer_types": ["full_attention"]},
        {"mlp_layer_types": ["dense"]},
        {"q_lora_rank": 8},
        {"layer_group_size": 0, "layer_types": None},
    ],
    same_names=False,  # the convolutions are one in memory
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
