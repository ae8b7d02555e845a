from parity.arch import Arch, Row
from parity.architectures.t5 import SPANS, TINY, only_source
from parity.seq2seq import classes, pairs, words

ARCH = Arch(
    "mt5",
    "MT5",
    "t5",
    trained="ForConditionalGeneration-labels",
    rows=[
        Row("Model", TINY, pairs(), "default"),
        Row("ForConditionalGeneration", TINY, pairs(target=False, labels=words), "labels"),
        Row("EncoderModel", TINY, only_source, "default"),
        Row(
            "ForSequenceClassification", TINY, pairs(target=False, labels=classes(2, 3)), "default"
        ),
        Row(
            "ForTokenClassification", TINY, pairs(target=False, labels=classes(2, 3, 9)), "default"
        ),
        Row("ForQuestionAnswering", TINY, SPANS, "default"),
    ],
)
