from parity.arch import DECODER, decoder

PARTIAL = DECODER | dict(
    num_attention_heads=2,
    num_key_value_heads=1,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    sliding_window=3,
    rope_parameters={
        "rope_type": "default",
        "rope_theta": 50.0,
        "partial_rotary_factor": 0.5,
    },
)
LONG = DECODER | dict(
    max_position_embeddings=40,
    original_max_position_embeddings=6,
    rope_parameters={
        "rope_type": "longrope",
        "rope_theta": 100.0,
        "short_factor": [1.0, 1.5, 2.0],
        "long_factor": [2.0, 4.0, 9.0],
    },
)

ARCH = decoder(
    "phi3",
    "Phi3",
    heads=["ForSequenceClassification", "ForTokenClassification"],
    configs={"default": DECODER, "longrope": LONG, "partial": PARTIAL},
    must_see=["model.layers.1.self_attn.qkv_proj.weight", "model.layers.0.mlp.gate_up_proj.weight"],
    must_see_options=[{"sliding_window": None}, {"partial_rotary_factor": 1.0}],
    padded="attention_mask",
)
