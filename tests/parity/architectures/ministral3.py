from parity.arch import DECODER, decoder

DEFAULT = DECODER | dict(head_dim=6)
GROWING = {
    "rope_type": "yarn",
    "rope_theta": 50.0,
    "factor": 2.0,
    "original_max_position_embeddings": 3,
    "mscale": 1.0,
    "mscale_all_dim": 0.5,
    "llama_4_scaling_beta": 0.5,
}
OTHER = DECODER | dict(
    head_dim=8,
    num_key_value_heads=1,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    sliding_window=4,
    rope_parameters=GROWING,
)

ARCH = decoder(
    "ministral3",
    "Ministral3",
    configs={"default": DEFAULT, "other": OTHER},
    must_see_options=[
        {"rope_parameters": GROWING | {"llama_4_scaling_beta": 0.25}},
        {"sliding_window": 2},
    ],
    refuses=[
        {"rope_parameters": {"rope_type": "linear", "factor": 2.0, "llama_4_scaling_beta": 1}}
    ],
    padded="attention_mask",
    rounded=True,  # upstream scales queries in float32
)
