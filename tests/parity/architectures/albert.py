from parity.arch import Arch, Row
from parity.encoders import TINY, classes, text_rows, texts, word_labels

SMALL = TINY | dict(embedding_size=16, type_vocab_size=3)
OTHER = SMALL | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    num_hidden_layers=5,
    num_hidden_groups=3,
    inner_group_num=2,
    num_labels=5,
    classifier_dropout_prob=0.3,
    chunk_size_feed_forward=3,
)
TRAINING = {"labels": word_labels, "sentence_order_label": classes(2, 3)}

ARCH = Arch(
    "albert",
    "Albert",
    "albert",
    trained="ForSequenceClassification-classes",
    rows=[
        *text_rows(SMALL, OTHER, embedding=16),
        Row("ForPreTraining", SMALL, texts(TRAINING), "default"),
        Row("ForPreTraining", OTHER | {"num_labels": 2}, texts(TRAINING), "other"),
    ],
    must_see={
        "Model-default": [
            "encoder.embedding_hidden_mapping_in.bias",
            "encoder.albert_layer_groups.0.albert_layers.0.ffn_output.bias",
        ]
    },
    must_see_options={
        "Model-default": [
            {"hidden_act": "gelu"},
            {"layer_norm_eps": 0.001},
            {"num_hidden_layers": 4},
        ]
    },
    must_see_lines={
        "Model-default": [("self.full_layer_layer_norm(change + hidden)", "change + hidden")]
    },
)
