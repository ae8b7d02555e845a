from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(num_local_experts=5)
OTHER = DEFAULT | dict(
    head_dim=10,
    num_key_value_heads=1,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    sliding_window=3,
    num_experts_per_tok=3,
    router_aux_loss_coef=0.7,
)

ARCH = decoder(
    "mixtral",
    "Mixtral",
    family="mixtral",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.1.block_sparse_moe.gate.weight"],
    must_see_options=[
        {"num_experts_per_tok": 2},
        {"hidden_act": "silu"},
        {"sliding_window": None},
        {"router_aux_loss_coef": 0.1},
    ],
    refuses=[{"num_experts_per_tok": 6}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
