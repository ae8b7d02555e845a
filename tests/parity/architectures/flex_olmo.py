from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(num_experts=5, num_experts_per_tok=2)
OTHER = DEFAULT | dict(
    head_dim=6,
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    norm_topk_prob=True,
    router_aux_loss_coef=0.7,
    rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
)

ARCH = decoder(
    "flex_olmo",
    "FlexOlmo",
    heads=(),
    family="mixtral",
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.1.self_attn.q_norm.weight", "model.layers.0.mlp.gate.weight"],
    must_see_options=[{"norm_topk_prob": False}],
    refuses=[{"clip_qkv": 1.0}],
    requests=MOE_REQUESTS,
)
