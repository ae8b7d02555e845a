from parity.arch import DECODER, decoder

DEFAULT = DECODER | dict(num_hidden_layers=4)
OTHER = DEFAULT | dict(
    num_hidden_layers=3,
    layer_types=["linear_attention", "full_attention", "linear_attention"],
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    linear_num_key_heads=2,
    linear_num_value_heads=4,
    linear_key_head_dim=6,
    linear_value_head_dim=5,
    linear_conv_kernel_dim=3,
    linear_allow_neg_eigval=False,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},
)
UNROTATED = OTHER | dict(rope_parameters={"rope_type": "default", "rope_theta": None})

ARCH = decoder(
    "olmo_hybrid",
    "OlmoHybrid",
    heads=(),
    family="qwen3_5_text",
    configs={"default": DEFAULT, "unrotated": UNROTATED, "other": OTHER},
    must_see=[
        "model.layers.0.linear_attn.k_conv1d.weight",
        "model.layers.2.linear_attn.A_log",
        "model.layers.1.post_feedforward_layernorm.weight",
    ],
    must_see_options=[{"linear_allow_neg_eigval": True}, {"rope_parameters": None}],
    refuses=[{"layer_types": ["full_attention"] * 3}, {"linear_num_value_heads": 3}],
)
