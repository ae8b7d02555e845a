from dataclasses import replace

from parity.arch import DECODER, Row, integers, texts
from parity.encoders import encoder

OTHER = DECODER | dict(
    num_key_value_heads=1,
    head_dim=8,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    tie_word_embeddings=True,
    attention_bias=True,
    mlp_bias=True,
    classifier_pooling="mean",
    rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
)
BASE = encoder(
    "eurobert",
    "EuroBert",
    configs={"default": DECODER, "other": OTHER},
    heads=["ForTokenClassification"],
    family="llama",
    must_see=["model.layers.1.mlp.up_proj.bias", "lm_head.bias"],
    must_see_options=[{"hidden_act": "relu"}, {"rms_norm_eps": 1e-3}],
    refuses=[{"classifier_pooling": "max"}, {"num_key_value_heads": 3}],
    padded="attention_mask",
)
ROWS = [
    Row("Model", "other", texts("left"), "left"),
    Row(
        "ForSequenceClassification",
        DECODER | {"classifier_pooling": "bos"},
        texts(labels=integers(2, 3)),
        "bos",
    ),
]
ARCH = replace(BASE, rows=(*ROWS, *BASE.rows))
