from parity.arch import DECODER, MOE_REQUESTS, decoder

DEFAULT = DECODER | dict(num_experts=6, num_experts_per_tok=2)
OTHER = DEFAULT | dict(
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    clip_qkv=0.5,
    norm_topk_prob=True,
    router_aux_loss_coef=0.7,
)

ARCH = decoder(
    "olmoe",
    "Olmoe",
    family="mixtral",
    heads=(),
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.1.self_attn.q_norm.weight", "model.layers.0.self_attn.k_norm.weight"],
    must_see_options=[{"clip_qkv": None}, {"norm_topk_prob": False}],
    padded="attention_mask",
    requests=MOE_REQUESTS,
)
