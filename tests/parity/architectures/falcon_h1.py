from parity.arch import DECODER, decoder

TINY = DECODER | dict(
    mamba_d_ssm=None, mamba_n_heads=6, mamba_n_groups=2, mamba_d_state=4, mamba_chunk_size=4
)
NORM = TINY | dict(mamba_rms_norm=True, mamba_norm_before_gate=False, key_multiplier=0.3)
OTHER = TINY | dict(
    num_key_value_heads=1,
    head_dim=8,
    mamba_d_ssm=30,
    mamba_n_heads=5,
    mamba_n_groups=1,
    mamba_d_conv=3,
    mamba_conv_bias=False,
    mamba_proj_bias=True,
    mamba_rms_norm=True,
    projectors_bias=True,
    attention_bias=True,
    mlp_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    lm_head_multiplier=0.5,
    embedding_multiplier=3.0,
    mlp_multipliers=[0.7, 1.5],
    key_multiplier=0.8,
    attention_out_multiplier=0.6,
    attention_in_multiplier=1.2,
    ssm_multipliers=[0.5, 1.3, 0.8, 1.1, 0.9],
    ssm_in_multiplier=1.4,
    ssm_out_multiplier=0.9,
)

ARCH = decoder(
    "falcon_h1",
    "FalconH1",
    family="falcon_h1",
    heads=[],
    configs={"default": TINY, "norm": NORM, "other": OTHER},
    must_see=[
        "model.layers.1.mamba.A_log",
        "model.layers.0.mamba.norm.weight",
        "model.layers.1.mamba.out_proj.bias",
        "model.layers.0.self_attn.q_proj.weight",
    ],
    must_see_options=[
        {"rms_norm_eps": 1e-1},
        {"hidden_act": "silu"},
        {"mamba_norm_before_gate": False},
        {"ssm_multipliers": [0.5, 1.3, 0.8, 1.1, 2.0]},
        {"ssm_in_multiplier": 1.0},
        {"key_multiplier": 1.0},
        {"attention_in_multiplier": 1.0},
        {"embedding_multiplier": 1.0},
        {"lm_head_multiplier": 1.0},
    ],
    refuses=[{"mlp_multipliers": [1.0]}, {"mamba_n_heads": 4}],
)
