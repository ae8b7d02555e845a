from parity.arch import Arch, Row
from parity.architectures.t5 import SPANS, TINY, only_source
from parity.seq2seq import classes, pairs, words

OTHER = TINY | dict(
    num_decoder_layers=3,
    feed_forward_proj="relu",
    layer_norm_epsilon=1e-3,
    num_labels=5,
    relative_attention_max_distance=5,
)
CLASSES = pairs(target=False, labels=classes(5, 3))

ARCH = Arch(
    "umt5",
    "UMT5",
    "t5",
    configs={"default": TINY, "other": OTHER},
    trained="ForConditionalGeneration-other-labels",
    cached=["ForConditionalGeneration-default"],
    rows=[
        Row("Model", "default", pairs()),
        Row("Model", "other", pairs("left")),
        Row("EncoderModel", "default", only_source),
        Row("ForSequenceClassification", "other", CLASSES),
        Row("ForTokenClassification", "other", pairs(target=False, labels=classes(5, 3, 9))),
        Row("ForQuestionAnswering", "default", SPANS),
        Row("ForConditionalGeneration", "default", pairs()),
        Row("ForConditionalGeneration", "other", pairs(target=False, labels=words), "labels"),
    ],
    must_see=["decoder.block.1.layer.0.SelfAttention.relative_attention_bias.weight"],
    must_see_options=[
        {"feed_forward_proj": "gelu"},
        {"relative_attention_max_distance": 20},
        {"scale_decoder_outputs": False},
    ],
    refuses=[{"feed_forward_proj": "open-gelu"}],
)
