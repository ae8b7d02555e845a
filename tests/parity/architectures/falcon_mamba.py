from parity.arch import VOCAB, decoder

TINY = dict(
    vocab_size=VOCAB,
    hidden_size=24,
    state_size=4,
    num_hidden_layers=2,
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
)
OTHER = TINY | dict(
    expand=3,
    conv_kernel=3,
    use_bias=True,
    use_conv_bias=False,
    hidden_act="gelu",
    layer_norm_epsilon=1e-2,
    time_step_rank=3,
    tie_word_embeddings=False,
    mixer_rms_eps=1e-2,
)

ARCH = decoder(
    "falcon_mamba",
    "FalconMamba",
    family="mamba",
    heads=[],
    configs={"default": TINY, "other": OTHER},
    must_see=[
        "backbone.layers.1.mixer.A_log",
        "backbone.layers.0.mixer.D",
        "backbone.layers.0.mixer.dt_proj.bias",
        "backbone.layers.1.mixer.conv1d.weight",
    ],
    must_see_options=[
        {"hidden_act": "silu"},
        {"layer_norm_epsilon": 1e-1},
        {"mixer_rms_eps": 1e-6},
    ],
    refuses=[{"time_step_rank": "none"}, {"conv_kernel": 1}],
    requests={"output_hidden_states": True},
)
