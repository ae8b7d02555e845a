from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    num_key_value_heads=4,
    moe_intermediate_size=12,
    n_routed_experts=8,
    num_experts_per_tok=3,
    n_group=4,
    topk_group=2,
    kv_lora_rank=9,
    q_lora_rank=10,
    qk_nope_head_dim=5,
    qk_rope_head_dim=6,
    v_head_dim=7,
    first_k_dense_replace=1,
)
OTHER = DEFAULT | dict(
    q_lora_rank=None,
    n_shared_experts=2,
    n_group=1,
    topk_group=1,
    first_k_dense_replace=0,
    norm_topk_prob=False,
    routed_scaling_factor=1.5,
    rope_interleave=False,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    attention_bias=True,
    tie_word_embeddings=True,
    rope_parameters={
        "rope_type": "yarn",
        "rope_theta": 100.0,
        "factor": 2.0,
        "original_max_position_embeddings": 3,
        "mscale": 1.0,
        "mscale_all_dim": 0.7,
        "llama_4_scaling_beta": 0.4,
    },
)

ARCH = decoder(
    "mistral4",
    "Mistral4",
    heads=("ForSequenceClassification", "ForTokenClassification"),
    family="deepseek_v3",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.1.mlp.gate.weight", "model.layers.0.self_attn.kv_a_layernorm.weight"],
    must_see_options=[
        {"norm_topk_prob": True},
        {"rope_interleave": True},
        {"routed_scaling_factor": 1.0},
    ],
    must_see_lines=[("still * scale, turning * scale", "still, turning")],
    refuses=[{"n_group": 3}, {"topk_group": 2}, {"num_experts_per_tok": 9}],
    padded="attention_mask",
    rounded=True,  # the growth of queries is float32 in transformers
    requests=MOE_REQUESTS,
)
