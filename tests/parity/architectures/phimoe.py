from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(num_local_experts=5)
LONG = DEFAULT | dict(
    max_position_embeddings=40,
    rope_parameters={
        "rope_type": "longrope",
        "rope_theta": 100.0,
        "short_factor": [1.0, 1.5, 2.0],
        "long_factor": [2.0, 4.0, 9.0],
        "short_mscale": 1.3,
        "long_mscale": 1.7,
        "original_max_position_embeddings": 20,
    },
)
OTHER = LONG | dict(
    num_key_value_heads=1,
    attention_bias=True,
    lm_head_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    sliding_window=3,
    router_jitter_noise=0.3,
)

ARCH = decoder(
    "phimoe",
    "Phimoe",
    family="mixtral",
    heads=("ForSequenceClassification",),
    configs={"default": DEFAULT, "long": LONG, "other": OTHER},
    must_see=["model.layers.1.input_layernorm.bias", "lm_head.bias", "model.norm.bias"],
    must_see_options=[{"router_jitter_noise": 0.01}, {"sliding_window": None}],
    refuses=[
        {"num_experts_per_tok": 3},
        {"rope_parameters": {"rope_type": "linear", "factor": 2.0}},
        {"rope_parameters": LONG["rope_parameters"] | {"long_mscale": None}},
    ],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
