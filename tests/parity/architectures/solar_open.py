from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    head_dim=8, n_routed_experts=6, num_experts_per_tok=2, moe_intermediate_size=12
)
del DEFAULT["intermediate_size"]
OTHER = DEFAULT | dict(
    head_dim=12,
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    n_shared_experts=2,
    n_group=3,
    topk_group=2,
    norm_topk_prob=False,
    routed_scaling_factor=1.7,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},
)

ARCH = decoder(
    "solar_open",
    "SolarOpen",
    heads=(),
    family="deepseek_v3",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.0.mlp.gate.e_score_correction_bias"],
    must_see_options=[{"routed_scaling_factor": 1.0}, {"rope_theta": 5.0}],
    requests=MOE_REQUESTS,
)
