from parity.arch import VOCAB
from parity.encoders import encoder

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
    hidden_act="gelu",
    layer_norm_eps=1e-2,
    type_vocab_size=3,
    head_dim=6,
    tie_word_embeddings=False,
    rope_parameters={"rope_type": "linear", "factor": 3.0, "rope_theta": 50.0},
)

ARCH = encoder(
    "nomic_bert",
    "NomicBert",
    configs={"default": TINY, "other": OTHER},
    heads=["ForTokenClassification"],
    same_names=False,
    must_see=[
        "nomic_bert.encoder.layers.2.mlp.fc12.weight",
        "cls.predictions.transform.dense.bias",
    ],
    must_see_options=[{"hidden_act": "silu"}, {"rope_parameters": {"rope_theta": 50.0}}],
    refuses=[{"num_attention_heads": 5, "head_dim": None}, {"head_dim": 5}],
)
