from parity.arch import DECODER, decoder

DEFAULT = DECODER | dict(head_dim=8, query_pre_attn_scalar=16, sliding_window=3)
OTHER = DEFAULT | dict(
    head_dim=10,
    num_key_value_heads=1,
    attention_bias=True,
    hidden_activation="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=False,
    query_pre_attn_scalar=7,
    attn_logit_softcapping=2.0,
    final_logit_softcapping=1.5,
    layer_types=["full_attention", "sliding_attention"],
)

ARCH = decoder(
    "gemma2",
    "Gemma2",
    heads=("ForSequenceClassification", "ForTokenClassification"),
    configs={
        "default": DEFAULT,
        "uncapped": DEFAULT | dict(final_logit_softcapping=None, attn_logit_softcapping=None),
        "other": OTHER,
    },
    must_see=["model.layers.1.post_feedforward_layernorm.weight", "model.norm.weight"],
    must_see_options=[{"attn_logit_softcapping": 5.0}, {"hidden_activation": "silu"}],
    refuses=[{"use_bidirectional_attention": True}],
    padded="attention_mask",
    rounded=True,  # upstream keeps the scale of embeddings in float32
)
