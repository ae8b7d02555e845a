from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(
    num_hidden_layers=3,
    layer_types=["conv", "full_attention", "conv"],
    num_dense_layers=1,
    num_experts=6,
    num_experts_per_tok=2,
    moe_intermediate_size=12,
)
OTHER = DEFAULT | dict(
    num_key_value_heads=1,
    layer_types=["full_attention", "conv", "full_attention"],
    conv_bias=True,
    conv_L_cache=4,
    norm_eps=1e-2,
    tie_word_embeddings=False,
    num_dense_layers=0,
    num_experts_per_tok=3,
    norm_topk_prob=False,
    routed_scaling_factor=1.7,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},
)

ARCH = decoder(
    "lfm2_moe",
    "Lfm2Moe",
    heads=(),
    family="lfm2",
    configs={
        "default": DEFAULT,
        "plain": DEFAULT | dict(use_expert_bias=False),
        "other": OTHER,
    },
    must_see=["model.layers.0.feed_forward.expert_bias", "model.layers.1.conv.conv.weight"],
    must_see_options=[{"routed_scaling_factor": 1.0}, {"norm_topk_prob": True}],
    refuses=[{"num_experts_per_tok": 7}, {"layer_types": ["conv"]}],
    requests=MOE_REQUESTS,
)
