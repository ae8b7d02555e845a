from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(head_dim=8, num_local_experts=5, num_experts_per_tok=2, sliding_window=3)
OTHER = DEFAULT | dict(
    head_dim=10,
    num_key_value_heads=1,
    num_hidden_layers=3,
    attention_bias=False,
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    num_experts_per_tok=3,
    swiglu_alpha=1.1,
    swiglu_limit=0.6,
    layer_types=["full_attention", "sliding_attention", "full_attention"],
    rope_parameters={
        "rope_type": "yarn",
        "rope_theta": 50.0,
        "factor": 4.0,
        "original_max_position_embeddings": 6,
        "truncate": False,
    },
    router_aux_loss_coef=0.7,
)

ARCH = decoder(
    "gpt_oss",
    "GptOss",
    family="gpt_oss",
    heads=("ForSequenceClassification", "ForTokenClassification"),
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.1.self_attn.sinks",
        "model.layers.0.mlp.experts.gate_up_proj_bias",
        "model.layers.0.mlp.experts.down_proj_bias",
        "model.layers.1.mlp.router.bias",
    ],
    must_see_options=[{"swiglu_limit": 7.0}, {"swiglu_alpha": 1.7}, {"sliding_window": 5}],
    refuses=[{"hidden_act": "gelu"}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
