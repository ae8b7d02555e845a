from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    head_dim=8,
    num_hidden_layers=4,
    num_experts=6,
    num_experts_per_tok=2,
    moe_intermediate_size=12,
    shared_expert_intermediate_size=10,
    sliding_window=4,
)
OTHER = DEFAULT | dict(
    head_dim=12,
    num_hidden_layers=3,
    norm_topk_prob=False,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    layer_types=["sliding_attention", "full_attention", "sliding_attention"],
    mlp_only_layers=[1],
    sliding_window=3,
    num_experts_per_tok=3,
    router_aux_loss_coef=0.7,
    rope_parameters={
        "rope_type": "yarn",
        "rope_theta": 50.0,
        "factor": 2.0,
        "original_max_position_embeddings": 12,
    },
)
STEPS = DEFAULT | dict(decoder_sparse_step=2, mlp_only_layers=[])

ARCH = decoder(
    "flint",
    "Flint",
    heads=(),
    family="mixtral",
    configs={"default": DEFAULT, "steps": STEPS, "other": OTHER},
    must_see=[
        "model.layers.0.self_attn.q_norm.weight",
        "model.layers.1.self_attn.softmax_offset",
        "model.layers.1.mlp.up_proj.weight",
        "model.layers.2.mlp.shared_expert.up_proj.weight",
    ],
    must_see_options=[{"norm_topk_prob": True}, {"sliding_window": 5}],
    refuses=[
        {"num_experts_per_tok": 7},
        {"layer_types": ["full_attention"]},
        {"sliding_window": None},
        {"decoder_sparse_step": 0},
    ],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
