from dataclasses import replace

from parity.arch import DECODER, Row, texts
from parity.encoders import encoder

# The loss of spans counts padding, which must attend to something.
TINY = DECODER | dict(num_hidden_layers=3, prediction_head_size=14, sliding_window=20)
OTHER = TINY | dict(
    num_key_value_heads=1,
    head_dim=8,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    attention_bias=True,
    mlp_bias=True,
    classifier_pooling="mean",
    sliding_window=2,
    layer_types=["sliding_attention", "full_attention", "sliding_attention"],
    rope_parameters={
        "full_attention": {"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
        "sliding_attention": {"rope_type": "default", "rope_theta": 20.0},
    },
)
# As published files have it.
LISTED = TINY | dict(attention_windows=[0, 3, 4], rope_theta=[90.0, 30.0, 40.0])

BASE = encoder(
    "ultrabert",
    "Ultrabert",
    configs={"default": TINY, "listed": LISTED, "other": OTHER},
    family="llama",
    must_see=["ultrabert.layers.1.mlp.up_proj.bias", "head.linear1.weight"],
    must_see_options=[{"hidden_act": "relu"}, {"rms_norm_eps": 1e-3}, {"sliding_window": 1}],
    refuses=[
        {"classifier_pooling": "max"},
        {"num_key_value_heads": 3},
        {"sliding_window": 0},
        {"layer_types": ["full_attention"]},
    ],
    padded="attention_mask",
)
ARCH = replace(BASE, rows=(Row("Model", "other", texts("left"), "left"), *BASE.rows))
