from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    num_hidden_layers=3,
    head_dim=8,
    num_experts=5,
    num_experts_per_tok=2,
    moe_intermediate_size=12,
)
OTHER = DEFAULT | dict(
    num_key_value_heads=1,
    num_hidden_layers=2,
    mlp_layer_types=["sparse", "dense"],
    num_shared_experts=2,
    router_scaling_factor=0.7,
    enable_moe_fp32_combine=False,
    attention_bias=True,
    mlp_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "linear", "rope_theta": 20.0, "factor": 2.0},
)

ARCH = decoder(
    "hy_v3",
    "HYV3",
    heads=(),
    family="mixtral",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.0.mlp.expert_bias",
        "model.layers.0.mlp.shared_mlp.up_proj.bias",
        "model.layers.0.mlp.router.gate.weight",
    ],
    must_see_options=[{"router_scaling_factor": 1.0}, {"rms_norm_eps": 1e-1}],
    refuses=[{"num_shared_experts": 0}, {"mlp_layer_types": ["sparse", "moe"]}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
