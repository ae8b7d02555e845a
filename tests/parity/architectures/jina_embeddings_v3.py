from dataclasses import replace

from parity.arch import VOCAB, Row
from parity.encoders import encoder, texts

TINY = dict(
    vocab_size=VOCAB,
    hidden_size=24,
    intermediate_size=20,
    num_hidden_layers=2,
    num_attention_heads=3,
    max_position_embeddings=24,
    pad_token_id=1,
)
OTHER = TINY | dict(
    num_hidden_layers=3,
    num_attention_heads=2,
    hidden_act="relu",
    layer_norm_eps=1e-2,
    type_vocab_size=3,
    tie_word_embeddings=False,
    rope_parameters={"rope_type": "linear", "factor": 3.0, "rope_theta": 50.0},
)

BASE = encoder(
    "jina_embeddings_v3",
    "JinaEmbeddingsV3",
    configs={"default": TINY, "other": OTHER},
    family="nomic_bert",
    same_names=False,
    must_see=["roberta.encoder.layers.2.mixer.Wqkv.bias", "lm_head.dense.bias"],
    must_see_options=[{"hidden_act": "silu"}, {"rope_parameters": {"rope_theta": 50.0}}],
    refuses=[{"num_attention_heads": 5}, {"num_attention_heads": 8}],
)
ARCH = replace(BASE, rows=(Row("Model", "other", texts(pad=1), "segments"), *BASE.rows))
