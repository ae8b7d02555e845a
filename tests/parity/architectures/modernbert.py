from dataclasses import replace

from parity.arch import VOCAB, Row, next_tokens, texts
from parity.encoders import choices, encoder

TINY = dict(
    vocab_size=VOCAB,
    hidden_size=24,
    intermediate_size=40,
    num_hidden_layers=3,
    num_attention_heads=4,
    max_position_embeddings=24,
    local_attention=20,  # the loss of spans counts padding, which must attend to something
    pad_token_id=1,
    bos_token_id=0,
    eos_token_id=2,
)
OTHER = TINY | dict(
    hidden_activation="silu",
    classifier_activation="relu",
    classifier_pooling="mean",
    norm_eps=1e-2,
    norm_bias=True,
    attention_bias=True,
    mlp_bias=True,
    classifier_bias=True,
    decoder_bias=False,
    tie_word_embeddings=False,
    local_attention=5,
    layer_types=["sliding_attention", "full_attention", "sliding_attention"],
    rope_parameters={
        "full_attention": {"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
        "sliding_attention": {"rope_type": "default", "rope_theta": 20.0},
    },
)
BASE = encoder(
    "modernbert",
    "ModernBert",
    configs={"default": TINY, "other": OTHER},
    must_see=["model.layers.2.attn_norm.bias", "head.dense.bias"],
    must_see_options=[{"local_attention": 2}, {"classifier_activation": "silu"}],
    refuses=[
        {"local_attention": 1},
        {"layer_types": ["full_attention"]},
        {"classifier_pooling": "max"},
        {"num_attention_heads": 5},
    ],
    padded="attention_mask",
    rounded=True,  # upstream turns queries and keys in float32
)
ROWS = [
    Row("Model", "other", texts("left"), "left"),
    Row("ForMultipleChoice", "default", choices(segments=False)),
    Row("ForMultipleChoice", "other", choices(segments=False), requests={}),
    Row("ForMaskedLM", TINY | {"sparse_prediction": True}, texts(labels=next_tokens), "sparse"),
]
ARCH = replace(BASE, rows=(*ROWS, *BASE.rows))
