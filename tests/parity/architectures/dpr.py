import numpy as np
from parity.arch import Arch, Row
from parity.encoders import TINY, embeds, texts

SMALL = TINY | dict(pad_token_id=1)
OTHER = SMALL | dict(
    hidden_act="gelu_new",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    projection_dim=10,
    chunk_size_feed_forward=3,
)


def without_mask(rng: np.random.Generator) -> dict:
    inputs = texts(pad=1)(rng)
    del inputs["attention_mask"]
    return inputs


ARCH = Arch(
    "dpr",
    "DPR",
    "dpr",
    rows=[
        Row("Reader", SMALL, texts(segments=False, pad=1), "default"),
        Row("Reader", SMALL, embeds(24), "embeds"),
        Row("ContextEncoder", SMALL, texts(pad=1), "default"),
        Row("ContextEncoder", OTHER, without_mask, "other"),
        Row("QuestionEncoder", SMALL, texts(pad=1), "default"),
        Row("QuestionEncoder", OTHER, without_mask, "other"),
    ],
    must_see=["question_encoder.encode_proj.bias"],
    must_see_options=[{"hidden_act": "relu"}, {"pad_token_id": 2}],
    refuses=[{"num_attention_heads": 5}, {"is_decoder": True}, {"projection_dim": -1}],
)
