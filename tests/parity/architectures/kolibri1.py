from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    head_dim=8,
    num_hidden_layers=5,
    num_experts=6,
    num_experts_per_tok=2,
    moe_intermediate_size=12,
    shared_expert_intermediate_size=10,
    sliding_window=4,
)
OTHER = DEFAULT | dict(
    head_dim=12,
    num_hidden_layers=3,
    norm_topk_prob=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    layer_types=["sliding_attention", "full_attention", "sliding_attention"],
    sliding_window=3,
    num_experts_per_tok=3,
    rope_parameters={
        "rope_type": "yarn",
        "rope_theta": 50.0,
        "factor": 2.0,
        "original_max_position_embeddings": 12,
    },
)

ARCH = decoder(
    "kolibri1",
    "Kolibri1",
    heads=(),
    family="mixtral",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.0.self_attn.q_norm.weight",
        "model.layers.1.post_attn_norm.weight",
        "model.layers.1.mlp.shared_experts.up_proj.weight",
        "model.layers.2.mlp.gate.e_score_correction_bias",
        "model.layers.2.post_ffn_norm.weight",
    ],
    must_see_options=[{"norm_topk_prob": False}, {"sliding_window": 5}],
    refuses=[
        {"num_experts_per_tok": 7},
        {"layer_types": ["full_attention"]},
        {"sliding_window": None},
    ],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
