from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    num_key_value_heads=1,
    head_dim=10,
    attention_bias=True,
    mlp_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
)

ARCH = decoder(
    "arcee",
    "Arcee",
    configs={"default": DECODER, "other": OTHER},
    must_see=["model.layers.1.mlp.up_proj.bias", "model.layers.0.self_attn.o_proj.bias"],
    must_see_options=[{"hidden_act": "relu2"}],
)
