from parity.arch import DECODER, decoder

PLAIN = DECODER | dict(use_post_norm=False)
OTHER = DECODER | dict(
    head_dim=10,
    num_key_value_heads=1,
    attention_bias=True,
    mlp_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    embedding_multiplier=3.0,
    logits_scaling=0.3,
    residual_multiplier=0.7,
    attention_multiplier=0.4,
)

ARCH = decoder(
    "hyperclovax",
    "HyperCLOVAX",
    heads=[],
    configs={"default": DECODER, "plain": PLAIN, "other": OTHER},
    must_see=["model.layers.1.post_norm1.weight", "model.layers.0.post_norm2.weight"],
    must_see_options=[{"residual_multiplier": 1.0}, {"logits_scaling": 1.0}],
)
