from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    head_dim=8,
    num_hidden_layers=3,
    num_experts=6,
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
    num_dense_layers=0,
    num_experts_per_tok=3,
    num_shared_experts=1,
    route_scale=1.7,
    global_attn_every_n_layers=2,
    sliding_window=3,
    mup_enabled=True,
    rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
)

ARCH = decoder(
    "afmoe",
    "Afmoe",
    heads=(),
    family="mixtral",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.0.mlp.expert_bias",
        "model.layers.1.self_attn.gate_proj.weight",
        "model.layers.2.post_mlp_layernorm.weight",
    ],
    must_see_options=[{"mup_enabled": False}, {"route_scale": 1.0}, {"sliding_window": 5}],
    refuses=[{"num_shared_experts": 0}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
