from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    head_dim=10,
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
)
WINDOWS = DECODER | dict(head_dim=8, use_sliding_window=True, sliding_window=3, max_window_layers=1)

ARCH = decoder(
    "qwen3",
    "Qwen3",
    configs={"default": DECODER | {"head_dim": 8}, "windows": WINDOWS, "other": OTHER},
    must_see=["model.layers.1.self_attn.q_norm.weight", "model.norm.weight"],
    must_see_options=[{"hidden_act": "silu"}, {"rms_norm_eps": 1e-1}],
    padded="attention_mask",
)
