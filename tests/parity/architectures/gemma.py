from parity.arch import DECODER, decoder

DEFAULT = DECODER | dict(head_dim=8)
OTHER = DECODER | dict(
    head_dim=10,
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="silu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=False,
)

ARCH = decoder(
    "gemma",
    "Gemma",
    heads=["ForSequenceClassification", "ForTokenClassification"],
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.1.input_layernorm.weight", "model.norm.weight"],
    must_see_options=[{"hidden_act": "gelu_pytorch_tanh"}, {"rms_norm_eps": 1e-1}],
    refuses=[{"use_bidirectional_attention": True}],
    rounded=True,  # upstream keeps the scale of embeddings in float32
)
