from parity.arch import DECODER, decoder

TINY = {name: value for name, value in DECODER.items() if name != "max_position_embeddings"}
TINY |= dict(num_hidden_layers=3, num_key_value_heads=1, attention_window_size=4)
OTHER = TINY | dict(
    num_key_value_heads=2,
    # What attention gives to padding, which sees nothing, would come to tokens by a convolution.
    num_hidden_layers=2,
    block_types=["recurrent", "attention"],
    conv1d_width=3,
    hidden_activation="silu",
    logits_soft_cap=2.0,
    rms_norm_eps=1e-2,
    attention_bias=True,
    tie_word_embeddings=False,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0, "partial_rotary_factor": 1.0},
)

ARCH = decoder(
    "recurrent_gemma",
    "RecurrentGemma",
    family="recurrent_gemma",
    heads=[],
    configs={"default": TINY, "other": OTHER},
    must_see=[
        "model.layers.0.temporal_block.rg_lru.recurrent_param",
        "model.layers.0.temporal_block.rg_lru.input_gate_bias",
        "model.layers.0.temporal_block.conv_1d.weight",
        "model.layers.1.temporal_block.k_proj.weight",
    ],
    must_see_options=[
        {"rms_norm_eps": 1e-1},
        {"logits_soft_cap": 30.0},
        {"hidden_activation": "gelu"},
        {"attention_window_size": 9},
    ],
    refuses=[
        {"block_types": ["other"]},
        {"num_key_value_heads": 3},
        {"conv1d_width": 1},
        {"rope_parameters": {"rope_type": "linear", "factor": 2.0}},
    ],
    padded="attention_mask",
    reorders=False,
)
