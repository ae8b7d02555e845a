from parity.arch import Arch
from parity.encoders import VOCABULARY, text_rows

SMALL = dict(
    vocab_size=VOCABULARY, dim=24, n_layers=3, n_heads=4, hidden_dim=40, max_position_embeddings=33
)
OTHER = SMALL | dict(
    activation="relu",
    n_heads=2,
    n_layers=2,
    num_labels=5,
    pad_token_id=1,
    sinusoidal_pos_embds=True,
    chunk_size_feed_forward=3,
)

ARCH = Arch(
    "distilbert",
    "DistilBert",
    "distilbert",
    rows=[*text_rows(SMALL, OTHER, segments=False)],
    must_see={
        "Model-default": [
            "embeddings.position_embeddings.weight",
            "transformer.layer.2.sa_layer_norm.bias",
        ]
    },
    must_see_options={"Model-default": [{"activation": "relu"}, {"n_heads": 2}]},
    must_see_lines={
        "Model-default": [
            ("(self.attention(hidden, attend) + hidden)", "(self.attention(hidden, attend))")
        ]
    },
)
