from parity.arch import VOCAB, decoder

TINY = dict(
    vocab_size=VOCAB,
    hidden_size=32,
    intermediate_size=40,
    num_hidden_layers=2,
    num_attention_heads=4,
    max_position_embeddings=24,
    pad_token_id=1,
)
OTHER = TINY | dict(
    qk_layernorm=False,
    hidden_act="gelu",
    layer_norm_eps=1e-2,
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "default", "rope_theta": 50.0, "partial_rotary_factor": 0.25},
)

ARCH = decoder(
    "persimmon",
    "Persimmon",
    family="gpt_neox",
    heads=["ForSequenceClassification", "ForTokenClassification"],
    configs={"default": TINY, "other": OTHER},
    must_see=["model.layers.1.self_attn.dense.bias", "model.final_layernorm.bias"],
    must_see_options=[{"layer_norm_eps": 1e-1}, {"partial_rotary_factor": 1.0}],
    refuses=[{"rope_parameters": {"partial_rotary_factor": 0.125}}],
)
