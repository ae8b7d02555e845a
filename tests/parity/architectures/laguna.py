from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    head_dim=8,
    num_experts=6,
    num_experts_per_tok=2,
    moe_intermediate_size=12,
    shared_expert_intermediate_size=10,
)
OTHER = DEFAULT | dict(
    head_dim=12,
    num_hidden_layers=3,
    num_attention_heads_per_layer=[2, 6, 4],
    attention_bias=True,
    gating="per-element",
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    layer_types=["sliding_attention", "full_attention", "sliding_attention"],
    mlp_layer_types=["sparse", "dense", "sparse"],
    sliding_window=3,
    num_experts_per_tok=3,
    moe_routed_scaling_factor=1.7,
    moe_router_logit_softcapping=0.8,
    router_aux_loss_coef=0.7,
    rope_parameters={
        "full_attention": {
            "rope_type": "yarn",
            "rope_theta": 50.0,
            "factor": 2.0,
            "original_max_position_embeddings": 12,
            "partial_rotary_factor": 0.5,
        },
        "sliding_attention": {"rope_type": "default", "rope_theta": 20.0},
    },
)

ARCH = decoder(
    "laguna",
    "Laguna",
    heads=(),
    family="mixtral",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.0.self_attn.q_norm.weight",
        "model.layers.1.self_attn.g_proj.weight",
        "model.layers.1.mlp.up_proj.weight",
        "model.layers.2.mlp.shared_expert.up_proj.weight",
        "model.layers.2.mlp.gate.e_score_correction_bias",
    ],
    must_see_options=[
        {"moe_routed_scaling_factor": 1.0},
        {"moe_router_logit_softcapping": 0.0},
        {"sliding_window": 5},
    ],
    refuses=[
        {"mlp_layer_types": ["dense"]},
        {"num_attention_heads_per_layer": [2, 3, 4]},
        {"gating": "per-layer"},
        {"moe_apply_router_weight_on_input": True},
    ],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
