from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(num_hidden_layers=3, moe_num_experts=6, moe_k=2, moe_intermediate_size=12)
OTHER = DEFAULT | dict(
    num_key_value_heads=1,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=False,
    use_bias=True,
    moe_num_shared_experts=1,
    moe_layer_start_index=0,
    moe_layer_end_index=1,
    moe_norm_min=0.9,
    router_aux_loss_coef=0.7,
)

ARCH = decoder(
    "ernie4_5_moe",
    "Ernie4_5_Moe",
    family="mixtral",
    heads=(),
    configs={
        "default": DEFAULT,
        "interval": OTHER | dict(moe_layer_interval=2, moe_num_shared_experts=0),
        "other": OTHER,
    },
    must_see=[
        "model.layers.1.mlp.moe_statics.e_score_correction_bias",
        "model.layers.0.mlp.shared_experts.up_proj.weight",
        "lm_head.bias",
    ],
    must_see_options=[{"moe_norm_min": 1e-12}],
    refuses=[{"moe_layer_interval": 0}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
