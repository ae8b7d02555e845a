from parity.arch import DECODER, decoder

DEFAULT = DECODER | dict(sliding_window=3, sliding_window_pattern=2)
PLAIN = DECODER | dict(sliding_window=None, layer_types=["full_attention"] * 2)
OTHER = DEFAULT | dict(
    num_key_value_heads=1,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    layer_types=["full_attention", "sliding_attention"],
    sliding_window_pattern="GL",
    rope_parameters={"rope_type": "default", "rope_theta": 50.0},
)

ARCH = decoder(
    "exaone4",
    "Exaone4",
    # The loss of spans counts the logits of padding, which a window leaves without meaning.
    configs={"plain": PLAIN, "default": DEFAULT, "other": OTHER},
    must_see=[
        "model.layers.1.self_attn.q_norm.weight",
        "model.layers.0.post_feedforward_layernorm.weight",
    ],
    must_see_options=[{"sliding_window": 2}, {"rope_theta": 3.0}],
    refuses=[{"sliding_window_pattern": "GL", "layer_types": None}],
    padded="attention_mask",
)
