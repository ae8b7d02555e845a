from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(head_dim=8, num_local_experts=6, num_experts_per_tok=2)
OTHER = DEFAULT | dict(
    head_dim=12,
    num_key_value_heads=1,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0, "partial_rotary_factor": 0.5},
    num_experts_per_tok=3,
    router_aux_loss_coef=0.7,
)

ARCH = decoder(
    "minimax_m2",
    "MiniMaxM2",
    family="mixtral",
    heads=(),
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.1.block_sparse_moe.e_score_correction_bias",
        "model.layers.0.self_attn.q_norm.weight",
    ],
    must_see_options=[{"partial_rotary_factor": 1.0}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
