from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    num_hidden_layers=3,
    head_dim=12,
    v_head_dim=8,
    n_routed_experts=6,
    num_experts_per_tok=2,
    moe_intermediate_size=12,
)
OTHER = DEFAULT | dict(
    head_dim=8,
    v_head_dim=10,
    num_key_value_heads=1,
    attention_bias=True,
    attention_value_scale=None,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    layer_types=["sliding_attention", "full_attention", "sliding_attention"],
    mlp_layer_types=["sparse", "dense", "sparse"],
    sliding_window=3,
    n_group=3,
    topk_group=2,
    norm_topk_prob=False,
    routed_scaling_factor=1.7,
    rope_parameters={
        "full_attention": {
            "rope_type": "default",
            "rope_theta": 50.0,
            "partial_rotary_factor": 0.5,
        },
        "sliding_attention": {
            "rope_type": "default",
            "rope_theta": 20.0,
            "partial_rotary_factor": 0.5,
        },
    },
)

ARCH = decoder(
    "mimo_v2_flash",
    "MiMoV2Flash",
    heads=(),
    family="deepseek_v3",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.0.self_attn.attention_sink_bias", "model.layers.1.mlp.up_proj.weight"],
    must_see_options=[{"sliding_window": 5}, {"attention_value_scale": 0.5}],
    refuses=[{"mlp_layer_types": ["dense"]}, {"num_key_value_heads": 4}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
