from dataclasses import replace

from parity.arch import DECODER, DECODER_INPUTS, Row, decoder

DEFAULT = DECODER | dict(
    num_key_value_heads=4,
    num_hidden_layers=4,
    layers_block_type=["linear_attention", "hybrid", "linear_attention", "hybrid"],
    mamba_d_state=5,
    n_mamba_heads=6,
    adapter_rank=3,
)
OTHER = DEFAULT | dict(
    num_hidden_layers=6,
    layers_block_type=[
        "hybrid",
        "linear_attention",
        "hybrid",
        "hybrid",
        "linear_attention",
        "hybrid",
    ],
    num_mem_blocks=2,
    use_shared_attention_adapter=True,
    use_mem_rope=True,
    use_long_context=True,
    add_bias_linear=True,
    hidden_act="silu",
    rms_norm_eps=1e-2,
    mamba_d_conv=3,
    mamba_expand=3,
    mamba_ngroups=2,
    n_mamba_heads=4,
    adapter_rank=5,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},
)

CAUSAL = decoder(
    "zamba2",
    "Zamba2",
    heads=["ForSequenceClassification"],
    family="mamba2",
    configs={
        "default": DEFAULT,
        "fewer": DEFAULT | dict(num_key_value_heads=2),
        "untied": OTHER | dict(tie_word_embeddings=False),
        "other": OTHER,
    },
    must_see=[
        "model.layers.0.shared_transformer.feed_forward.gate_up_proj_adapter_list.2.1.weight",
        "model.layers.2.shared_transformer.self_attn.linear_q_adapter_list.3.0.weight",
        "model.layers.3.linear.weight",
        "model.layers.5.mamba_decoder.mamba.A_log",
    ],
    must_see_options=[{"use_mem_rope": False}, {"rms_norm_eps": 1e-1}],
    refuses=[
        {"layers_block_type": ["hybrid"]},
        {"num_mem_blocks": 0},
        {"n_mamba_heads": 5},
        {"mamba_ngroups": 3},
        {"num_key_value_heads": 2},
    ],
)
# Not with a cache: transformers does not bound the time steps of single tokens.
BOUNDED = OTHER | dict(time_step_min=0.6)
ROW = Row("Model", BOUNDED, DECODER_INPUTS["Model"], "bounded")
ARCH = replace(CAUSAL, rows=(ROW, *CAUSAL.rows))
