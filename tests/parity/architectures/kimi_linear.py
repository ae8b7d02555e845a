from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    num_hidden_layers=3,
    num_key_value_heads=4,
    layer_types=["linear_attention", "full_attention", "linear_attention"],
    kv_lora_rank=10,
    qk_nope_head_dim=6,
    qk_rope_head_dim=4,
    v_head_dim=7,
    num_experts=8,
    num_experts_per_token=2,
    num_expert_group=4,
    topk_group=2,
    moe_intermediate_size=12,
    linear_head_dim=6,
    linear_num_heads=3,
)
OTHER = DEFAULT | dict(
    num_hidden_layers=5,
    layer_types=None,
    mlp_layer_types=["sparse", "dense", "sparse", "dense", "sparse"],
    q_lora_rank=9,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    num_shared_experts=2,
    topk_group=3,
    num_experts_per_token=3,
    moe_renormalize=False,
    routed_scaling_factor=1.7,
    linear_conv_kernel_dim=3,
    linear_num_heads=2,
)

ARCH = decoder(
    "kimi_linear",
    "KimiLinear",
    family="deepseek",
    heads=(),
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.0.self_attn.q_conv1d.weight",
        "model.layers.0.self_attn.f_b_proj.weight",
        "model.layers.0.self_attn.A_log",
        "model.layers.1.self_attn.dt_bias",
        "model.layers.2.self_attn.g_a_proj.weight",
        "model.layers.3.self_attn.b_proj.weight",
        "model.layers.4.self_attn.kv_a_layernorm.weight",
        "model.layers.4.block_sparse_moe.gate.e_score_correction_bias",
    ],
    must_see_options=[
        {"moe_renormalize": True},
        {"topk_group": 4},
        {"rms_norm_eps": 1e-5},
        {"hidden_act": "silu"},
        {"routed_scaling_factor": 1.0},
    ],
    refuses=[
        ({"num_experts_per_token": 7}, "num_experts_per_tok"),
        ({"num_expert_group": 3}, "n_group"),
        {"layer_types": ["full_attention"]},
        {"mlp_layer_types": ["dense"]},
        {"linear_conv_kernel_dim": 1},
    ],
    same_names=False,  # the convolutions are one in memory
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
