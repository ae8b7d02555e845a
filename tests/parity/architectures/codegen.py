from parity.arch import VOCAB, decoder

TINY = dict(
    vocab_size=VOCAB, n_embd=32, n_layer=2, n_head=4, n_positions=24, rotary_dim=4, pad_token_id=1
)
OTHER = TINY | dict(
    n_head=8,
    rotary_dim=2,
    n_inner=40,
    activation_function="silu",
    layer_norm_epsilon=1e-2,
    tie_word_embeddings=True,
)

ARCH = decoder(
    "codegen",
    "CodeGen",
    family="gptj",
    heads=[],
    configs={"default": TINY, "other": OTHER},
    must_see=["transformer.h.1.attn.qkv_proj.weight", "lm_head.bias"],
    must_see_options=[{"rotary_dim": 4}, {"activation_function": "relu"}],
    refuses=[{"rotary_dim": None}, {"n_head": 2}],
    rounded=True,  # upstream keeps its table of positions in float32
)
