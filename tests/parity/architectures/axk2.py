from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    num_key_value_heads=4,
    gated_norm_rank=5,
    moe_intermediate_size=12,
    n_routed_experts=8,
    num_experts_per_tok=3,
    kv_lora_rank=9,
    q_lora_rank=10,
    qk_nope_head_dim=5,
    qk_rope_head_dim=6,
    v_head_dim=7,
    first_k_dense_replace=1,
    num_hidden_layers=3,
    index_topk=4,
    index_head_dim=8,
    index_n_heads=20,  # so many that no two scores are zero
)
OTHER = DEFAULT | dict(
    index_topk=3,
    index_head_dim=6,
    index_n_heads=16,
    mlp_layer_types=["sparse", "dense", "sparse"],
    attention_bias=True,
    n_shared_experts=2,
    gated_norm_rank=3,
    n_group=4,
    topk_group=2,
    norm_topk_prob=False,
    routed_scaling_factor=1.5,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    rope_parameters={
        "rope_type": "yarn",
        "rope_theta": 100.0,
        "factor": 2.0,
        "original_max_position_embeddings": 12,
        "mscale": 1.0,
        "mscale_all_dim": 0.7,
    },
)

ARCH = decoder(
    "axk2",
    "AXK2",
    heads=("ForSequenceClassification", "ForTokenClassification"),
    family="deepseek_v3",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.0.self_attn.indexer.wq_b.weight",
        "model.layers.0.input_layernorm.W_down.weight",
        "model.layers.2.post_attention_layernorm.W_up.weight",
        "model.layers.2.self_attn.indexer.k_norm.bias",
        "model.layers.1.self_attn.indexer.weights_proj.weight",
    ],
    must_see_options=[{"index_topk": 4}],
    refuses=[
        {"topk_group": None},
        {"gated_norm_rank": 0},
        {"index_topk": 0},
        {"q_lora_rank": None},
        {"index_head_dim": 4},
        {"mlp_layer_types": ["sparse"]},
    ],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
