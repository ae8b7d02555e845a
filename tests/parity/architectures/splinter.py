import numpy as np
from parity.arch import Arch, Row
from parity.encoders import TINY, answer, embeds, left_padded, texts
from parity.texts import Inputs

SMALL = TINY | dict(question_token_id=7)
OTHER = SMALL | dict(
    hidden_act="gelu_new",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    question_token_id=8,
    chunk_size_feed_forward=3,
)


def asked(rng: np.random.Generator) -> Inputs:
    """Without a mask: in float64 upstream's logits of padding are infinite."""
    inputs = texts()(rng)
    del inputs["attention_mask"]
    inputs["input_ids"][0, 3] = inputs["input_ids"][1, 2] = 7
    inputs["input_ids"][0, 5] = inputs["input_ids"][1, 4] = 8
    return inputs


def recurring(rng: np.random.Generator) -> Inputs:
    return asked(rng) | {
        "question_positions": np.array([[3, 5], [2, 4], [0, 0]]),
        "start_positions": np.array([[1, 4], [3, 0], [0, 0]]),
        "end_positions": np.array([[2, 6], [3, 0], [0, 0]]),
    }


ARCH = Arch(
    "splinter",
    "Splinter",
    "bert",
    rows=[
        Row("Model", SMALL, texts(), "default"),
        Row("Model", OTHER, left_padded(pad=0), "left"),
        Row("ForPreTraining", SMALL, recurring, "default"),
        Row("ForPreTraining", OTHER, recurring, "other"),
        Row("ForQuestionAnswering", SMALL, embeds(24), "embeds"),
        Row("ForQuestionAnswering", SMALL, lambda rng: asked(rng) | answer(rng), "default"),
        Row("ForQuestionAnswering", OTHER, lambda rng: asked(rng) | answer(rng), "other"),
    ],
    must_see=["splinter_qass.query_end_transform.LayerNorm.bias"],
    must_see_options=[{"hidden_act": "relu"}, {"question_token_id": 9}],
    refuses=[{"num_attention_heads": 5}],
)
