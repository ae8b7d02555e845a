from parity.arch import DECODER, decoder

DEFAULT = DECODER | dict(
    num_hidden_layers=4,
    sliding_window=3,
    attention_multiplier=0.3,
    embedding_multiplier=3.0,
    logits_scaling=2.0,
    residual_multiplier=0.7,
)
OTHER = DEFAULT | dict(
    num_hidden_layers=3,
    num_key_value_heads=1,
    layer_types=["sliding_attention", "full_attention", "sliding_attention"],
    layer_rope_theta=[50.0, 0, 900.0],
    attention_bias=True,
    mlp_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=False,
    rope_parameters={"rope_type": "linear", "rope_theta": 20.0, "factor": 2.0},
)

ARCH = decoder(
    "granite_swa",
    "GraniteSWA",
    heads=(),
    family="llama",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.1.self_attn.sinks"],
    must_see_options=[
        {"layer_rope_theta": [50.0, 50.0, 50.0]},
        {"sliding_window": 4},
        {"residual_multiplier": 1.0},
    ],
    refuses=[
        {"layer_rope_theta": [50.0]},
        {"layer_rope_theta": [50.0, 1.0, -1.0]},
        {"layer_types": ["full_attention"]},
        {"sliding_window": None},
    ],
    padded="attention_mask",
)
