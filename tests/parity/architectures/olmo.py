from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    num_key_value_heads=1,
    attention_bias=True,
    clip_qkv=0.6,
    hidden_act="gelu",
    tie_word_embeddings=True,
    rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
)

ARCH = decoder(
    "olmo",
    "Olmo",
    heads=["ForSequenceClassification"],
    configs={"default": DECODER, "other": OTHER},
    must_see=["model.layers.1.self_attn.q_proj.bias", "model.layers.0.self_attn.o_proj.bias"],
    must_see_options=[{"clip_qkv": None}, {"hidden_act": "silu"}],
)
