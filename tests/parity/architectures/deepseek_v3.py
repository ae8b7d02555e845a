from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    num_key_value_heads=4,
    kv_lora_rank=10,
    q_lora_rank=9,
    qk_nope_head_dim=6,
    qk_rope_head_dim=4,
    v_head_dim=7,
    n_routed_experts=8,
    n_group=4,
    topk_group=2,
    num_experts_per_tok=2,
    moe_intermediate_size=12,
    first_k_dense_replace=1,
)
OTHER = DEFAULT | dict(
    num_hidden_layers=3,
    q_lora_rank=None,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    rope_interleave=False,
    rope_parameters={
        "rope_type": "yarn",
        "rope_theta": 50.0,
        "factor": 4.0,
        "original_max_position_embeddings": 6,
        "mscale": 1.0,
        "mscale_all_dim": 1.0,
    },
    n_shared_experts=2,
    topk_group=3,
    num_experts_per_tok=3,
    norm_topk_prob=False,
    routed_scaling_factor=1.7,
)
ALL = DEFAULT | {"topk_group": 1, "num_experts_per_tok": 8}  # also those of other groups

ARCH = decoder(
    "deepseek_v3",
    "DeepseekV3",
    family="deepseek",
    heads=("ForSequenceClassification", "ForTokenClassification"),
    configs={"default": DEFAULT, "all": ALL, "other": OTHER},
    must_see=["model.layers.1.mlp.gate.e_score_correction_bias"],
    must_see_options=[{"rope_interleave": True}, {"norm_topk_prob": True}, {"topk_group": 4}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
    refuses=[{"num_experts_per_tok": 7}, {"num_experts_per_tok": 9}],
)
