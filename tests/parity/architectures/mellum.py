from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(head_dim=8, num_experts=6, num_experts_per_tok=2, moe_intermediate_size=12)
OTHER = DEFAULT | dict(
    head_dim=10,
    num_key_value_heads=1,
    num_hidden_layers=3,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    layer_types=["sliding_attention", "full_attention", "sliding_attention"],
    mlp_layer_types=["sparse", "dense", "sparse"],
    sliding_window=3,
    norm_topk_prob=False,
    router_aux_loss_coef=0.7,
    rope_parameters={
        "full_attention": {"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
        "sliding_attention": {"rope_type": "default", "rope_theta": 20.0},
    },
)

ARCH = decoder(
    "mellum",
    "Mellum",
    heads=(),
    family="mixtral",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.0.self_attn.q_norm.weight", "model.layers.1.mlp.up_proj.weight"],
    must_see_options=[{"norm_topk_prob": True}, {"sliding_window": 5}],
    refuses=[{"mlp_layer_types": ["dense"]}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
