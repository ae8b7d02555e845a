from parity.arch import DECODER, decoder

DEFAULT = DECODER | dict(sliding_window=3)
OTHER = DEFAULT | dict(
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    layer_types=["full_attention", "sliding_attention"],
    rope_parameters={
        "full_attention": {
            "rope_type": "yarn",
            "rope_theta": 50.0,
            "factor": 2.0,
            "original_max_position_embeddings": 8,
        },
        "sliding_attention": {"rope_type": "default", "rope_theta": 20.0},
    },
)

ARCH = decoder(
    "olmo3",
    "Olmo3",
    heads=["ForSequenceClassification"],
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.1.self_attn.k_norm.weight",
        "model.layers.0.post_feedforward_layernorm.weight",
    ],
    must_see_options=[{"rms_norm_eps": 1e-1}, {"sliding_window": 2}],
    refuses=[{"rope_parameters": {"full_attention": {"rope_type": "spiral"}}}],
    padded="attention_mask",
)
