from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(num_local_experts=5)
OTHER = DEFAULT | dict(
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    embedding_multiplier=2.0,
    logits_scaling=3.0,
    residual_multiplier=0.7,
    attention_multiplier=0.3,
    num_experts_per_tok=3,
    router_aux_loss_coef=0.7,
)

ARCH = decoder(
    "granitemoe",
    "GraniteMoe",
    family="mixtral",
    heads=(),
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.1.block_sparse_moe.router.layer.weight"],
    must_see_options=[
        {"embedding_multiplier": 1.0},
        {"logits_scaling": 1.0},
        {"residual_multiplier": 1.0},
        {"attention_multiplier": 1.0},
    ],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
