from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    num_key_value_heads=1,
    attention_bias=True,
    mlp_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    embedding_multiplier=3.0,
    logits_scaling=1.7,
    residual_multiplier=0.4,
    attention_multiplier=0.3,
)

ARCH = decoder(
    "granite",
    "Granite",
    heads=[],
    configs={"default": DECODER, "other": OTHER},
    must_see=["model.layers.1.mlp.down_proj.bias", "model.layers.0.self_attn.o_proj.bias"],
    must_see_options=[
        {"embedding_multiplier": 1.0},
        {"logits_scaling": 1.0},
        {"residual_multiplier": 1.0},
        {"attention_multiplier": 1.0},
    ],
)
