from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    num_hidden_layers=3,
    head_dim=16,
    layer_types=["linear_attention", "full_attention", "linear_attention"],
    linear_key_head_dim=6,
    linear_value_head_dim=8,
    linear_num_key_heads=2,
    linear_num_value_heads=4,
    num_experts=6,
    num_experts_per_tok=2,
    moe_intermediate_size=12,
    shared_expert_intermediate_size=14,
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
    linear_num_value_heads=6,
    norm_topk_prob=False,
    mlp_only_layers=[1],
    router_aux_loss_coef=0.7,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0, "partial_rotary_factor": 0.5},
)

ARCH = decoder(
    "qwen3_next",
    "Qwen3Next",
    family="qwen3_5_text",
    configs={"default": DEFAULT, "steps": OTHER | dict(decoder_sparse_step=2), "other": OTHER},
    must_see=[
        "model.layers.0.linear_attn.in_proj_ba.weight",
        "model.layers.1.linear_attn.in_proj_qkvz.weight",
        "model.layers.1.mlp.up_proj.weight",
        "model.layers.2.mlp.shared_expert_gate.weight",
        "model.layers.3.mlp.gate.weight",
    ],
    must_see_options=[{"norm_topk_prob": True}, {"router_aux_loss_coef": 0.1}],
    refuses=[{"decoder_sparse_step": 0}, {"linear_num_value_heads": 3}],
    requests=MOE_REQUESTS,
)
