from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    num_layers=2,
    ffn_hidden_size=20,
    kv_lora_rank=9,
    q_lora_rank=10,
    qk_nope_head_dim=5,
    qk_rope_head_dim=6,
    head_dim=6,
    v_head_dim=7,
    n_routed_experts=4,
    zero_expert_num=3,
    moe_topk=3,
    expert_ffn_hidden_size=12,
)
for name in ("num_hidden_layers", "intermediate_size", "num_key_value_heads"):
    del DEFAULT[name]
OTHER = DEFAULT | dict(
    num_layers=1,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    zero_expert_num=0,
    routed_scaling_factor=1.7,
    rope_parameters={
        "rope_type": "yarn",
        "rope_theta": 50.0,
        "factor": 4.0,
        "original_max_position_embeddings": 8,
        "mscale_all_dim": 0.7,
    },
)

ARCH = decoder(
    "longcat_flash",
    "LongcatFlash",
    heads=(),
    family="deepseek_v3",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.0.mlp.router.classifier.weight",
        "model.layers.0.mlps.1.up_proj.weight",
        "model.layers.0.self_attn.1.kv_a_layernorm.weight",
    ],
    must_see_options=[{"routed_scaling_factor": 1.0}, {"rms_norm_eps": 1e-1}],
    refuses=[{"moe_topk": 5}, {"qk_head_dim": 12}],
    requests=MOE_REQUESTS,
)
