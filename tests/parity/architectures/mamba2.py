from parity.arch import VOCAB, decoder

TINY = dict(
    vocab_size=VOCAB,
    hidden_size=24,
    num_heads=6,
    head_dim=8,
    state_size=4,
    n_groups=2,
    num_hidden_layers=2,
    chunk_size=4,
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
)
OTHER = TINY | dict(
    expand=1,
    num_heads=3,
    n_groups=1,
    conv_kernel=3,
    use_bias=True,
    use_conv_bias=False,
    hidden_act="gelu",
    layer_norm_epsilon=1e-2,
    tie_word_embeddings=True,
    time_step_limit=(0.0, 0.05),
)

ARCH = decoder(
    "mamba2",
    "Mamba2",
    family="mamba",
    heads=[],
    configs={"default": TINY, "other": OTHER},
    must_see=[
        "backbone.layers.1.mixer.A_log",
        "backbone.layers.0.mixer.D",
        "backbone.layers.0.mixer.dt_bias",
        "backbone.layers.1.mixer.norm.weight",
    ],
    must_see_options=[
        {"hidden_act": "silu"},
        {"layer_norm_epsilon": 1e-1},
        {"time_step_limit": (0.0, 0.01)},
    ],
    refuses=[{"num_heads": 4}, {"time_step_limit": (1.0,)}, {"conv_kernel": 1}],
    requests={"output_hidden_states": True},
)
