import numpy as np
from parity import encoders
from parity.arch import Arch, Row
from parity.encoders import classes, context, numbers, text_rows, texts, word_labels

TINY = encoders.TINY | dict(type_vocab_size=3)
OTHER = TINY | dict(
    hidden_act="gelu_new",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=2,
    num_labels=5,
    pad_token_id=1,
    classifier_dropout=0.3,
    chunk_size_feed_forward=3,
)
DECODER = TINY | dict(is_decoder=True, tie_word_embeddings=False)
CROSS = TINY | dict(is_decoder=True, add_cross_attention=True)
PAIR = {"labels": word_labels, "next_sentence_label": classes(2, 3)}


def several(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, 2, (3, 5)).astype(np.float32)


ARCH = Arch(
    "bert",
    "Bert",
    "bert",
    trained="ForSequenceClassification-classes",
    rows=[
        *text_rows(TINY, OTHER),
        Row("Model", DECODER, texts(), "decoder"),
        Row("ForPreTraining", TINY, texts(PAIR), "pretraining"),
        Row("ForPreTraining", OTHER, texts(PAIR), "other"),
        Row("LMHeadModel", DECODER, texts({"labels": word_labels}), "decoder"),
        Row("LMHeadModel", CROSS, context(24), "cross"),
        Row("ForNextSentencePrediction", TINY, texts({"labels": classes(2, 3)}), "default"),
        Row("ForNextSentencePrediction", OTHER, texts({"labels": classes(2, 3)}), "other"),
        Row(
            "ForSequenceClassification",
            OTHER | {"problem_type": "regression"},
            texts({"labels": numbers(3, 5)}),
            "numbers",
        ),
        Row("ForSequenceClassification", OTHER, texts({"labels": several}), "several"),
        Row("ForQuestionAnswering", TINY | {"hidden_act": "relu"}, texts(), "other"),
    ],
    must_see={
        "Model-default": [
            "embeddings.LayerNorm.bias",
            "encoder.layer.1.attention.self.key.weight",
            "encoder.layer.2.output.dense.bias",
            "pooler.dense.bias",
        ]
    },
    must_see_options={
        "Model-default": [
            {"hidden_act": "gelu_new"},
            {"layer_norm_eps": 0.001},
            {"num_attention_heads": 2},
            {"is_decoder": True},
        ]
    },
    must_see_lines={
        "Model-default": [("hidden + self.position_embeddings(position_ids)", "hidden")]
    },
)
