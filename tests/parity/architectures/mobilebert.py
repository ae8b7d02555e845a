from parity.arch import Arch, Row
from parity.architectures.bert import PAIR
from parity.encoders import TINY, classes, text_rows, texts, word_labels

SMALL = TINY | dict(
    embedding_size=16, intra_bottleneck_size=12, num_feedforward_networks=3, pad_token_id=1
)
OTHER = SMALL | dict(
    hidden_act="gelu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    normalization_type="layer_norm",
    num_feedforward_networks=1,
    use_bottleneck_attention=True,
    classifier_activation=False,
    type_vocab_size=3,
    num_labels=5,
    classifier_dropout=0.3,
)
WIDE = OTHER | dict(
    use_bottleneck=False, use_bottleneck_attention=False, trigram_input=False, embedding_size=24
)
UNSHARED = SMALL | dict(key_query_shared_bottleneck=False, intra_bottleneck_size=24)

ARCH = Arch(
    "mobilebert",
    "MobileBert",
    "mobilebert",
    trained="ForSequenceClassification-classes",
    rows=[
        *text_rows(SMALL, OTHER, pad=1, embedding=16),
        Row("Model", WIDE, texts(pad=1), "wide"),
        Row("Model", UNSHARED, texts(pad=1), "unshared"),
        Row("ForMaskedLM", SMALL, texts({"labels": word_labels}, pad=1), "tied"),
        Row("ForPreTraining", SMALL, texts(PAIR, pad=1), "default"),
        Row("ForPreTraining", OTHER, texts(PAIR, pad=1), "other"),
        Row("ForNextSentencePrediction", OTHER, texts({"labels": classes(2, 3)}, pad=1), "other"),
    ],
    must_see={
        "Model-default": [
            "encoder.layer.1.bottleneck.attention.dense.bias",
            "encoder.layer.1.ffn.1.output.LayerNorm.weight",
        ],
        "ForMaskedLM-tied": ["cls.predictions.dense.weight", "cls.predictions.bias"],
    },
    must_see_options={
        "Model-default": [{"hidden_act": "gelu"}],
        "Model-other": [{"layer_norm_eps": 1e-2}],
    },
    refuses=[
        {"num_attention_heads": 5},
        {"normalization_type": "rms"},
        {"num_feedforward_networks": 0},
        {"embedding_size": 30},
        ({"key_query_shared_bottleneck": False, "use_bottleneck_attention": False}, "key_query"),
    ],
)
