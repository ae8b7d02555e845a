from parity.arch import Arch, Row
from parity.architectures.roberta import CROSS, DECODER, OTHER, SMALL
from parity.encoders import context, text_rows, texts, word_labels

ARCH = Arch(
    "roberta-prelayernorm",
    "RobertaPreLayerNorm",
    "bert",
    cached=["ForCausalLM-cross"],
    rows=[
        *text_rows(SMALL, OTHER, pad=1),
        Row("ForCausalLM", DECODER, texts({"labels": word_labels}, pad=1), "decoder"),
        Row("ForCausalLM", CROSS, context(24), "cross"),
    ],
    must_see={"Model-default": ["encoder.layer.1.intermediate.LayerNorm.bias", "LayerNorm.bias"]},
)
