import numpy as np
from parity.arch import Arch, Row
from parity.architectures.bert import CROSS, DECODER, OTHER, PAIR
from parity.architectures.bert import TINY as SMALL
from parity.encoders import classes, context, text_rows, texts, word_labels
from parity.texts import padding


def as_long(rng: np.random.Generator) -> dict:
    """What a decoder attends to, as long as its texts: upstream takes no other length."""
    states = rng.standard_normal((3, 9, 24))
    return context(24)(rng) | {
        "encoder_hidden_states": states,
        "encoder_attention_mask": padding([9, 2, 4], 9),
    }


ARCH = Arch(
    "megatron-bert",
    "MegatronBert",
    "bert",
    cached=["ForCausalLM-cross"],
    rows=[
        *text_rows(SMALL, OTHER),
        Row("ForPreTraining", SMALL, texts(PAIR), "pretraining"),
        Row("ForNextSentencePrediction", OTHER, texts({"labels": classes(2, 3)}), "other"),
        Row("ForCausalLM", DECODER, texts({"labels": word_labels}), "decoder"),
        Row("ForCausalLM", CROSS, as_long, "cross"),
    ],
    must_see={"Model-default": ["encoder.layer.1.attention.ln.bias", "encoder.ln.bias"]},
)
