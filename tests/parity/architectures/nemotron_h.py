from dataclasses import replace

from parity.arch import DECODER_INPUTS, MOE_REQUESTS, VOCAB, Row, decoder

DEFAULT = dict(
    vocab_size=VOCAB,
    hidden_size=24,
    intermediate_size=40,
    layers_block_type=["linear_attention", "moe", "full_attention", "mlp"],
    num_attention_heads=4,
    num_key_value_heads=2,
    head_dim=8,
    max_position_embeddings=24,
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
    ssm_state_size=5,
    mamba_num_heads=6,
    mamba_head_dim=4,
    n_groups=2,
    n_routed_experts=6,
    moe_intermediate_size=12,
    moe_shared_expert_intermediate_size=14,
)
OTHER = DEFAULT | dict(
    layers_block_type=["moe", "linear_attention", "mlp", "full_attention", "linear_attention"],
    num_key_value_heads=1,
    head_dim=5,
    mlp_hidden_act="silu",
    mlp_bias=True,
    mamba_hidden_act="gelu",
    n_groups=3,
    conv_kernel=3,
    use_conv_bias=False,
    use_bias=True,
    moe_latent_size=16,
    num_experts_per_tok=3,
    routed_scaling_factor=1.7,
    n_group=3,
    topk_group=2,
    norm_topk_prob=False,
    layer_norm_epsilon=1e-2,
    tie_word_embeddings=True,
)

CAUSAL = decoder(
    "nemotron_h",
    "NemotronH",
    heads=(),
    family="mamba2",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.0.mixer.fc1_latent_proj.weight",
        "model.layers.0.mixer.gate.e_score_correction_bias",
        "model.layers.1.mixer.A_log",
        "model.layers.1.mixer.norm.weight",
        "model.layers.2.mixer.up_proj.bias",
        "lm_head.weight",
    ],
    must_see_options=[
        {"time_step_min": 0.8},
        {"mlp_hidden_act": "relu2"},
        {"routed_scaling_factor": 1.0},
        {"topk_group": 3},
    ],
    refuses=[
        {"layers_block_type": ["mla"]},
        {"attention_bias": True},
        {"n_groups": 4},
        {"topk_group": 4},
        {"num_experts_per_tok": 5},
    ],
    requests=MOE_REQUESTS,
)
# Not with a cache: transformers does not bound the time steps of single tokens.
BOUNDED = OTHER | dict(time_step_min=0.6)
ROW = Row("Model", BOUNDED, DECODER_INPUTS["Model"], "bounded")
ARCH = replace(CAUSAL, rows=(ROW, *CAUSAL.rows))
