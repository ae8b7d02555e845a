from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    sliding_window=3,
    head_dim=10,
    num_key_value_heads=1,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    layer_types=["full_attention", "sliding_attention"],
)

ARCH = decoder(
    "ministral",
    "Ministral",
    configs={"default": DECODER | dict(head_dim=6, sliding_window=24), "other": OTHER},
    must_see=["model.layers.1.mlp.gate_proj.weight"],
    must_see_options=[{"sliding_window": 2}, {"rms_norm_eps": 1e-1}],
    padded="attention_mask",
)
