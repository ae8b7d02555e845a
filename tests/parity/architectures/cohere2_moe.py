from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    num_hidden_layers=4,
    head_dim=8,
    sliding_window=3,
    num_experts=5,
    mlp_layer_types=["dense", "sparse", "dense", "sparse"],
    prefix_dense_intermediate_size=28,
)
OTHER = DEFAULT | dict(
    num_key_value_heads=1,
    num_hidden_layers=3,
    num_experts_per_tok=3,
    num_shared_experts=2,
    layer_types=["full_attention", "sliding_attention", "full_attention"],
    mlp_layer_types=["dense", "sparse", "sparse"],
    prefix_dense_sliding_window_pattern=2,
    expert_selection_fn="sigmoid",
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    logit_scale=0.7,
    tie_word_embeddings=False,
    rope_theta=20.0,
)
SUM = OTHER | dict(
    shared_expert_combination_strategy="sum",
    norm_topk_prob=False,
    layer_norm_eps=1e-2,
    rms_norm_eps=None,
)

OLDER = {k: v for k, v in SUM.items() if k not in ("layer_types", "mlp_layer_types")} | dict(
    num_hidden_layers=5,
    first_k_dense_replace=1,
    prefix_dense_sliding_window_pattern=1,
    sliding_window_pattern=2,
)

ARCH = decoder(
    "cohere2_moe",
    "Cohere2Moe",
    heads=(),
    family="mixtral",
    configs={"default": DEFAULT, "older": OLDER, "other": OTHER, "sum": SUM},
    must_see=["model.layers.1.mlp.shared_experts.up_proj.weight", "model.layers.2.mlp.gate.weight"],
    must_see_options=[
        {"shared_expert_combination_strategy": "average"},
        {"norm_topk_prob": True},
        {"expert_selection_fn": "softmax"},
        {"prefix_dense_sliding_window_pattern": 1},
        {"logit_scale": 1.0},
        {"layer_norm_eps": 1e-5},
    ],
    refuses=[
        {"shared_expert_combination_strategy": "max"},
        {"expert_selection_fn": "relu"},
        {"mlp_layer_types": ["dense"]},
        {"layer_types": ["full_attention"]},
    ],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
