from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(head_dim=8, num_experts=5, moe_intermediate_size=12, router_hidden_size=10)
OTHER = DEFAULT | dict(
    num_hidden_layers=3,
    num_key_value_heads=1,
    head_dim=12,
    attention_bias=True,
    lm_head_bias=True,
    tie_word_embeddings=False,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    sliding_window=3,
    layer_types=["hybrid_sliding", "hybrid", "hybrid_sliding"],
    cca_time0=3,
    cca_time1=4,
    rope_parameters={
        "hybrid": {"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
        "hybrid_sliding": {
            "rope_type": "default",
            "rope_theta": 20.0,
            "partial_rotary_factor": 0.5,
        },
    },
)

ARCH = decoder(
    "zaya",
    "Zaya",
    heads=(),
    family="mixtral",
    configs={
        "default": DEFAULT,
        "short": DEFAULT | dict(cca_time0=1, cca_time1=1),
        "other": OTHER,
    },
    must_see=[
        "model.layers.0.self_attn.qkv_proj.conv_qk_depthwise.bias",
        "model.layers.1.self_attn.qkv_proj.v_proj_delayed.bias",
        "model.layers.2.self_attn.qk_norm.temp",
        "model.layers.1.mlp.gate.router_states_scale",
        "model.layers.0.mlp.gate.balancing_biases",
        "model.layers.0.post_mlp_residual_scale.residual_bias",
        "model.input_hidden_states_bias",
        "lm_head.bias",
    ],
    must_see_options=[{"sliding_window": 5}, {"rms_norm_eps": 1e-1}],
    refuses=[
        {"layer_types": ["hybrid"]},
        {"num_experts_per_tok": 2},
        {"cca_time0": 0},
        {"sliding_window": None},
    ],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
