from dataclasses import replace

from parity.arch import Row
from parity.architectures.jina_embeddings_v3 import OTHER, TINY
from parity.encoders import encoder, texts

BASE = encoder(
    "gte",
    "Gte",
    configs={"default": TINY, "other": OTHER},
    heads=["ForTokenClassification"],
    family="nomic_bert",
    same_names=False,
    must_see=["gte.encoder.layer.2.attention.qkv_proj.bias", "lm_head.norm.bias"],
    must_see_options=[{"hidden_act": "silu"}, {"rope_parameters": {"rope_theta": 50.0}}],
    refuses=[{"num_attention_heads": 5}, {"num_attention_heads": 8}],
)
ROWS = [
    Row("Model", "other", texts(pad=1), "segments"),
    Row("Model", TINY | {"type_vocab_size": 0}, texts(pad=1), "no-segments"),
]
ARCH = replace(BASE, rows=(*ROWS, *BASE.rows))
