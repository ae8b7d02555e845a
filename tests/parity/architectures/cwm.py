from parity.arch import DECODER, decoder

DEFAULT = DECODER | dict(head_dim=8, num_hidden_layers=3)
OTHER = DEFAULT | dict(
    head_dim=10,
    num_key_value_heads=1,
    mlp_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    sliding_window=3,
    rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
)

ARCH = decoder(
    "cwm",
    "Cwm",
    heads=(),
    configs={"default": DEFAULT, "other": OTHER},
    must_see=["model.layers.1.mlp.up_proj.bias"],
    must_see_options=[{"sliding_window": 5}, {"rope_theta": 5.0}],
    refuses=[{"layer_types": ["full_attention"]}],
    padded="attention_mask",
)
