from parity.arch import Arch, Row
from parity.architectures.roberta import CROSS, OTHER, SMALL
from parity.encoders import choices, context, texts, word_labels

SHALLOW = OTHER | dict(num_hidden_layers=1, num_labels=2)

ARCH = Arch(
    "xlm-roberta",
    "XLMRoberta",
    "bert",
    rows=[
        Row("Model", OTHER, texts(pad=2), "other"),
        Row("ForMaskedLM", SMALL, texts({"labels": word_labels}, pad=1), "default"),
        Row("ForCausalLM", CROSS, context(24), "cross"),
        Row("ForSequenceClassification", OTHER, texts(pad=2), "other"),
        Row("ForTokenClassification", SHALLOW, texts(pad=2), "shallow"),
        Row("ForMultipleChoice", SHALLOW, choices(), "shallow"),
        Row("ForQuestionAnswering", SHALLOW, texts(pad=2), "shallow"),
    ],
)
