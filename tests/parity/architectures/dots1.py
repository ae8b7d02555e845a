from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    head_dim=8,
    n_routed_experts=6,
    n_shared_experts=1,
    num_experts_per_tok=2,
    moe_intermediate_size=12,
)
OTHER = DEFAULT | dict(
    head_dim=10,
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    sliding_window=3,
    max_window_layers=1,
    first_k_dense_replace=1,
    norm_topk_prob=True,
    routed_scaling_factor=1.7,
)

ARCH = decoder(
    "dots1",
    "Dots1",
    family="deepseek",
    heads=(),
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.0.self_attn.q_norm.weight", "model.layers.0.mlp.up_proj.weight"],
    must_see_options=[{"sliding_window": 5}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
