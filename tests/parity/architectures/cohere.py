from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    num_key_value_heads=1,
    attention_bias=True,
    use_qk_norm=True,
    hidden_act="gelu",
    layer_norm_eps=1e-2,
    logit_scale=0.5,
    tie_word_embeddings=False,
)

ARCH = decoder(
    "cohere",
    "Cohere",
    heads=[],
    configs={"default": DECODER, "other": OTHER},
    must_see=["model.layers.1.self_attn.q_norm.weight", "model.norm.weight"],
    must_see_options=[{"logit_scale": 0.7}, {"layer_norm_eps": 1e-1}],
    rounded=True,  # upstream turns queries and keys in float32
)
