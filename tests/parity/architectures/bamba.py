from parity.arch import DECODER, decoder

TINY = DECODER | dict(
    num_hidden_layers=3,
    num_attention_heads=3,
    num_key_value_heads=3,
    attn_layer_indices=[1],
    mamba_n_heads=6,
    mamba_n_groups=2,
    mamba_d_state=4,
    mamba_chunk_size=4,
)
OTHER = TINY | dict(
    num_key_value_heads=1,
    attn_layer_indices=[0, 2],
    head_dim=8,
    mamba_n_heads=3,
    mamba_n_groups=1,
    mamba_d_head=8,
    mamba_expand=1,
    mamba_d_conv=3,
    mamba_conv_bias=False,
    mamba_proj_bias=True,
    z_loss_coefficient=0.1,
    attention_bias=True,
    mlp_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},
)

ARCH = decoder(
    "bamba",
    "Bamba",
    family="bamba",
    heads=[],
    configs={"default": TINY, "other": OTHER},
    must_see=[
        "model.layers.1.mamba.A_log",
        "model.layers.1.mamba.norm.weight",
        "model.layers.1.mamba.in_proj.bias",
        "model.layers.0.self_attn.q_proj.weight",
    ],
    must_see_options=[{"rms_norm_eps": 1e-1}, {"hidden_act": "silu"}, {"z_loss_coefficient": 0.0}],
    refuses=[{"mamba_n_heads": 7}, {"mamba_d_head": 4}, {"time_step_limit": (1.0,)}],
)
