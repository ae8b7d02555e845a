from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    num_key_value_heads=1,
    use_bias=False,
    hidden_act="relu",
    norm_epsilon=1e-2,
    tie_word_embeddings=False,
    sliding_window=3,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},
)

ARCH = decoder(
    "starcoder2",
    "Starcoder2",
    heads=["ForSequenceClassification", "ForTokenClassification"],
    configs={"default": DECODER, "other": OTHER},
    must_see=["model.layers.1.mlp.c_fc.weight", "model.layers.0.input_layernorm.bias"],
    must_see_options=[{"norm_epsilon": 1e-1}, {"sliding_window": None}],
    padded="attention_mask",
)
