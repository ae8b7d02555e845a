from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    head_dim=8,
    num_experts=6,
    num_experts_per_tok=2,
    moe_intermediate_size=12,
    num_hidden_layers=3,
    sliding_window=20,
)
OTHER = DEFAULT | dict(
    head_dim=10,
    num_key_value_heads=1,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    sliding_window=3,
    sliding_window_pattern=2,
    mlp_layer_types=["sparse", "dense", "sparse"],
    num_shared_experts=2,
    n_group=3,
    topk_group=2,
    norm_topk_prob=False,
    routed_scaling_factor=1.7,
    rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
)

ARCH = decoder(
    "exaone_moe",
    "ExaoneMoe",
    heads=(),
    family="deepseek_v3",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.0.self_attn.q_norm.weight",
        "model.layers.0.mlp.gate.e_score_correction_bias",
        "model.layers.2.mlp.shared_experts.up_proj.weight",
    ],
    must_see_options=[{"sliding_window": 5}, {"routed_scaling_factor": 1.0}],
    refuses=[{"mlp_layer_types": ["dense"]}, {"n_group": 4}, {"topk_group": 4}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
