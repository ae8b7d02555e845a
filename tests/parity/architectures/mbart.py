from parity.arch import Arch, Row
from parity.architectures.bart import (
    ALONE,
    CLASSES,
    LABELS,
    OTHER,
    SOURCE,
    SPANS,
    TINY,
    with_context,
)
from parity.seq2seq import pairs

ARCH = Arch(
    "mbart",
    "MBart",
    "bart",
    trained="ForConditionalGeneration-labels",
    rows=[
        Row("Model", TINY, pairs(), "default"),
        Row("Model", OTHER, SOURCE, "source"),
        Row("ForConditionalGeneration", TINY, pairs(), "default"),
        Row("ForConditionalGeneration", OTHER, LABELS, "labels"),
        Row("ForSequenceClassification", OTHER, CLASSES, "default"),
        Row("ForQuestionAnswering", TINY, SPANS, "default"),
        Row("ForCausalLM", ALONE, with_context, "context"),
    ],
)
