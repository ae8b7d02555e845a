from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    num_experts=6,
    num_experts_per_tok=2,
    moe_intermediate_size=12,
    shared_expert_intermediate_size=20,
)
OTHER = DEFAULT | dict(
    num_key_value_heads=1,
    num_hidden_layers=3,
    qkv_bias=False,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    use_sliding_window=True,
    sliding_window=3,
    max_window_layers=2,
    norm_topk_prob=True,
    mlp_only_layers=[1],
    router_aux_loss_coef=0.7,
)

ARCH = decoder(
    "qwen2_moe",
    "Qwen2Moe",
    family="mixtral",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.0.mlp.shared_expert_gate.weight",
        "model.layers.2.mlp.shared_expert.up_proj.weight",
    ],
    must_see_options=[{"norm_topk_prob": False}, {"sliding_window": 5}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
