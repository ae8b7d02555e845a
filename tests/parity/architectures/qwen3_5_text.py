from parity.arch import DECODER, DECODER_INPUTS, Arch, Row

DEFAULT = DECODER | dict(
    num_hidden_layers=3,
    head_dim=16,
    layer_types=["linear_attention", "full_attention", "linear_attention"],
    linear_key_head_dim=6,
    linear_value_head_dim=8,
    linear_num_key_heads=2,
    linear_num_value_heads=4,
)
OTHER = DEFAULT | dict(
    num_hidden_layers=4,
    layer_types=None,
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    linear_conv_kernel_dim=3,
    linear_num_value_heads=2,
    rope_parameters={
        "rope_type": "default",
        "rope_theta": 50.0,
        "partial_rotary_factor": 0.5,
        "mrope_section": [2, 1, 1],
        "mrope_interleaved": True,
    },
)
HEADS = ("TextModel", "ForCausalLM")

ARCH = Arch(
    "qwen3_5_text",
    "Qwen3_5",
    "qwen3_5_text",
    {"default": DEFAULT, "other": OTHER},
    (
        Row(
            "TextForSequenceClassification",
            "default",
            DECODER_INPUTS["ForSequenceClassification"],
        ),
        *(
            Row(head, config, DECODER_INPUTS[head.removeprefix("Text")])
            for head in HEADS
            for config in ("default", "other")
        ),
    ),
    must_see=[
        "model.layers.0.linear_attn.A_log",
        "model.layers.1.linear_attn.dt_bias",
        "model.layers.2.linear_attn.norm.weight",
        "model.layers.3.self_attn.q_norm.weight",
        "model.layers.0.linear_attn.conv1d.weight",
    ],
    must_see_options=[{"rms_norm_eps": 1e-1}, {"hidden_act": "silu"}, {"rope_theta": 500.0}],
    refuses=[{"layer_types": ["full_attention"]}, {"linear_num_value_heads": 3}],
    causal_lm="ForCausalLM",
    config_class="Qwen3_5TextConfig",
)
