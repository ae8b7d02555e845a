from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    num_hidden_layers=3, num_experts=5, attn_layer_period=3, attn_layer_offset=1, mamba_d_state=5
)
OTHER = DEFAULT | dict(
    num_hidden_layers=4,
    num_key_value_heads=1,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    num_experts_per_tok=3,
    router_aux_loss_coef=0.7,
    expert_layer_period=3,
    expert_layer_offset=0,
    attn_layer_period=2,
    attn_layer_offset=0,
    mamba_d_conv=3,
    mamba_expand=3,
    mamba_dt_rank=4,
    mamba_conv_bias=False,
    mamba_proj_bias=True,
)

ARCH = decoder(
    "jamba",
    "Jamba",
    heads=["ForSequenceClassification"],
    family="mamba",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.1.mamba.dt_layernorm.weight",
        "model.layers.3.mamba.b_layernorm.weight",
        "model.layers.1.feed_forward.up_proj.weight",
        "model.layers.3.feed_forward.router.weight",
    ],
    must_see_options=[{"hidden_act": "silu"}, {"num_experts_per_tok": 2}],
    refuses=[
        {"attn_layer_offset": 2},
        {"expert_layer_period": 0},
        {"mamba_dt_rank": "all"},
        {"num_experts_per_tok": 6},
    ],
    requests=MOE_REQUESTS,
)
