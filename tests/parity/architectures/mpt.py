from parity.arch import VOCAB, decoder

TINY = dict(vocab_size=VOCAB, d_model=24, n_layers=2, n_heads=4, max_seq_len=24, pad_token_id=1)
OTHER = TINY | dict(
    n_heads=6,
    layer_norm_epsilon=1e-2,
    tie_word_embeddings=False,
    attn_config=dict(clip_qkv=0.8, softmax_scale=0.3),
)

ARCH = decoder(
    "mpt",
    "Mpt",
    family="bloom",
    configs={"default": TINY, "other": OTHER},
    must_see=["transformer.blocks.1.attn.Wqkv.weight", "transformer.norm_f.weight"],
    must_see_options=[
        {"n_heads": 4},
        {"layer_norm_epsilon": 1e-1},
        {"attn_config": dict(clip_qkv=0.7, softmax_scale=0.3)},
        {"attn_config": dict(clip_qkv=0.8, softmax_scale=0.2)},
    ],
    refuses=[
        {"n_heads": 5},
        {"expansion_ratio": 2},
        {"logit_scale": 2.0},
        {"no_bias": False},
        ({"attn_config": dict(alibi=False)}, "alibi"),
        ({"attn_config": dict(qk_ln=True)}, "qk_ln"),
    ],
    padded="attention_mask",
)
