from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    num_key_value_heads=1,
    attention_bias=True,
    mlp_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=False,
    use_sliding_window=True,
    sliding_window=3,
    no_rope_layer_interval=2,
)

ARCH = decoder(
    "smollm3",
    "SmolLM3",
    configs={
        "default": DECODER,
        "types": OTHER | dict(layer_types=["sliding_attention", "full_attention"]),
        "other": OTHER,
    },
    must_see=["model.layers.1.mlp.up_proj.bias", "model.layers.0.self_attn.o_proj.bias"],
    must_see_options=[{"no_rope_layers": [1, 1]}, {"sliding_window": 5}],
    padded="attention_mask",
)
