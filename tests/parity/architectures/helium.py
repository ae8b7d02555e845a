from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    head_dim=6,
    num_key_value_heads=1,
    attention_bias=True,
    mlp_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
)

ARCH = decoder(
    "helium",
    "Helium",
    heads=["ForSequenceClassification", "ForTokenClassification"],
    configs={"default": DECODER | {"head_dim": 6}, "other": OTHER},
    must_see=["model.layers.1.mlp.up_proj.bias", "model.layers.0.self_attn.q_proj.bias"],
    must_see_options=[{"hidden_act": "silu"}, {"rope_theta": 3.0}],
)
