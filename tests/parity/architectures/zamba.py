from parity.arch import DECODER, decoder

DEFAULT = DECODER | dict(
    num_key_value_heads=4, num_hidden_layers=6, attn_layer_period=2, attn_layer_offset=1
)
OTHER = DEFAULT | dict(
    num_hidden_layers=4,
    num_key_value_heads=1,
    layers_block_type=["hybrid", "linear_attention", "linear_attention", "hybrid"],
    attention_head_dim=6,
    hidden_act="silu",
    hidden_mamba_act="gelu",
    rms_norm_eps=1e-2,
    n_mamba_heads=4,
    mamba_d_state=5,
    mamba_d_conv=3,
    mamba_expand=3,
    mamba_dt_rank=7,
    mamba_conv_bias=False,
    mamba_proj_bias=True,
)

ARCH = decoder(
    "zamba",
    "Zamba",
    heads=["ForSequenceClassification"],
    family="mamba",
    configs={
        "default": DEFAULT,
        "untied": OTHER | dict(tie_word_embeddings=False),
        "other": OTHER,
    },
    must_see=[
        "model.layers.0.shared_transf.self_attn.q_proj.weight",
        "model.layers.0.shared_transf.input_layernorm.weight",
        "model.layers.3.linear.weight",
        "model.layers.1.mamba.x_proj_weight",
        "model.layers.2.mamba.dt_proj_bias",
        "model.layers.3.mamba_decoder.mamba.A_log",
    ],
    must_see_options=[{"hidden_mamba_act": "silu"}, {"rms_norm_eps": 1e-1}],
    refuses=[
        {"attention_hidden_size": 24},
        {"layers_block_type": ["hybrid"]},
        {"n_mamba_heads": 5},
        {"mamba_dt_rank": "all"},
        {"mamba_d_conv": 1},
        {"num_mem_blocks": 2},
    ],
)
