from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(moe_num_experts=5, pad_token_id=1)
OTHER = DEFAULT | dict(
    num_key_value_heads=1,
    head_dim=8,
    attention_bias=True,
    mlp_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    moe_num_experts=4,
    moe_topk=3,
    moe_num_shared_experts=1,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},
)

ARCH = decoder(
    "aria_text",
    "AriaText",
    family="llama4",
    heads=[],
    configs={"default": DEFAULT, "other": OTHER},
    requests=MOE_REQUESTS,
    must_see=[
        "model.layers.0.mlp.router.weight",
        "model.layers.0.mlp.experts.fc1.weight",
        "model.layers.1.mlp.experts.fc2.weight",
        "model.layers.1.mlp.shared_experts.up_proj.bias",
        "model.layers.0.self_attn.o_proj.bias",
    ],
    must_see_options=[{"moe_topk": 2}, {"hidden_act": "silu"}, {"rms_norm_eps": 1e-6}],
    refuses=[{"moe_topk": 0}, {"moe_topk": 9}],
)
