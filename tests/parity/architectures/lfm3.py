from parity.arch import DECODER, decoder

LAYERS = ["conv", "sliding_attention", "full_attention", "conv"]
DEFAULT = DECODER | dict(num_hidden_layers=5, head_dim=8, sliding_window=4)
OTHER = DEFAULT | dict(
    num_hidden_layers=4,
    layer_types=LAYERS,
    head_dim=10,
    num_key_value_heads=1,
    attention_bias=True,
    conv_bias=True,
    conv_L_cache=4,
    sliding_window=3,
    norm_eps=1e-2,
    tie_word_embeddings=False,
    rope_parameters={
        "full_attention": {"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
        "sliding_attention": {
            "rope_type": "proportional",
            "rope_theta": 20.0,
            "partial_rotary_factor": 0.6,
        },
    },
)

ARCH = decoder(
    "lfm3",
    "Lfm3",
    family="lfm2",
    heads=[],
    configs={
        "default": DEFAULT,
        "plain": OTHER | dict(use_sandwich_norm=False, use_attention_gate=False),
        "other": OTHER,
    },
    padded="attention_mask",
    must_see=[
        "model.layers.0.conv.conv.weight",
        "model.layers.1.self_attn.gate_proj.weight",
        "model.layers.2.self_attn.q_norm.weight",
        "model.layers.0.post_operator_norm.weight",
        "model.layers.3.post_ffn_norm.weight",
    ],
    must_see_options=[{"norm_eps": 1e-1}, {"sliding_window": 5}],
    refuses=[{"layer_types": ["conv"] * 2}, {"conv_L_cache": 1}, {"sliding_window": None}],
)
