import numpy as np
from parity.arch import Arch, Row
from parity.architectures.bert import CROSS, DECODER, OTHER, PAIR
from parity.architectures.bert import TINY as SMALL
from parity.encoders import classes, context, text_rows, texts, word_labels

SMALL = SMALL | dict(use_task_id=True, task_type_vocab_size=4)
OTHER, DECODER, CROSS = (SMALL | some for some in (OTHER, DECODER, CROSS))


def tasks(rng: np.random.Generator) -> dict:
    return texts()(rng) | {"task_type_ids": rng.integers(0, 4, (3, 9))}


ARCH = Arch(
    "ernie",
    "Ernie",
    "bert",
    cached=["ForCausalLM-cross"],
    rows=[
        *text_rows(SMALL, OTHER),
        Row("ForPreTraining", SMALL, texts(PAIR), "pretraining"),
        Row("ForNextSentencePrediction", OTHER, texts({"labels": classes(2, 3)}), "other"),
        Row("ForCausalLM", DECODER, texts({"labels": word_labels}), "decoder"),
        Row("ForCausalLM", CROSS, context(24), "cross"),
        Row("Model", SMALL, tasks, "tasks"),
    ],
    must_see={"Model-tasks": ["embeddings.task_type_embeddings.weight"]},
)
