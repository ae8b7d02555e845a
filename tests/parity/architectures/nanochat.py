from parity.arch import DECODER, decoder

OTHER = DECODER | dict(
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    final_logit_softcapping=2.0,
    rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
)

ARCH = decoder(
    "nanochat",
    "NanoChat",
    heads=(),
    configs={"default": DECODER, "other": OTHER},
    must_see=["model.layers.1.mlp.fc1.weight"],
    must_see_options=[{"rms_norm_eps": 1e-1}, {"final_logit_softcapping": 3.0}],
)
