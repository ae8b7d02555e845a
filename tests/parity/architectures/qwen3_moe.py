from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(head_dim=8, num_experts=6, num_experts_per_tok=2, moe_intermediate_size=12)
OTHER = DEFAULT | dict(
    head_dim=10,
    num_key_value_heads=1,
    num_hidden_layers=3,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    use_sliding_window=True,
    sliding_window=3,
    norm_topk_prob=True,
    decoder_sparse_step=2,
    router_aux_loss_coef=0.7,
)

ARCH = decoder(
    "qwen3_moe",
    "Qwen3Moe",
    family="mixtral",
    configs={"default": DEFAULT, "only": OTHER | dict(mlp_only_layers=[0, 2]), "other": OTHER},
    must_see=["model.layers.1.mlp.gate.weight", "model.layers.2.mlp.up_proj.weight"],
    must_see_options=[{"norm_topk_prob": False}],
    refuses=[{"decoder_sparse_step": 0}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
