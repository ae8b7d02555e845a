from parity.arch import Arch, Row
from parity.encoders import TINY, choices, classes, text_rows, texts

SMALL = TINY | dict(embedding_size=16, conv_kernel_size=3, pad_token_id=1)
OTHER = SMALL | dict(
    embedding_size=24,
    hidden_act="gelu_new",
    layer_norm_eps=1e-3,
    head_ratio=4,
    conv_kernel_size=5,
    num_groups=2,
    type_vocab_size=3,
    num_labels=5,
    classifier_dropout=0.3,
    chunk_size_feed_forward=3,
)
SUMMED = OTHER | dict(
    summary_type="mean", summary_use_proj=True, summary_activation="tanh", head_ratio=8
)

ARCH = Arch(
    "convbert",
    "ConvBert",
    "convbert",
    rows=[
        *text_rows(SMALL, OTHER, pad=1, embedding=16),
        Row("ForMultipleChoice", SUMMED, choices(), "summary"),
        Row("ForSequenceClassification", OTHER, texts({"labels": classes(5, 3)}, pad=1), "last"),
    ],
    must_see={
        "Model-default": [
            "encoder.layer.1.attention.self.key_conv_attn_layer.bias",
            "embeddings_project.bias",
        ]
    },
    must_see_options={"Model-other": [{"hidden_act": "relu"}, {"layer_norm_eps": 1e-2}]},
    refuses=[
        {"conv_kernel_size": 4},
        {"num_groups": 5},
        {"is_decoder": True},
        {"hidden_size": 26},
        {"position_embedding_type": "relative_key"},
    ],
)
