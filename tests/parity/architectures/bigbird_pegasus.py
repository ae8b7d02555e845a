from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.seq2seq import BART_OTHER, BART_TINY, HEAD_INPUTS, VOCAB, pairs, words
from parity.texts import padding, token_ids

LONG = BART_TINY | dict(max_position_embeddings=40, block_size=2, num_random_blocks=2)
OTHER = BART_OTHER | dict(
    max_position_embeddings=40,
    block_size=3,
    num_random_blocks=1,
    use_bias=True,
    scale_embedding=False,
)
FULL = OTHER | dict(attention_type="original_full", use_bias=False, scale_embedding=True)
NONE: dict[str, Any] = dict(requests={})


def texts(tokens: int, **labels: Any):
    """Two texts, of which the second is padded."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        mask = padding([tokens, tokens - 7], tokens)
        ids = np.where(mask == 1, token_ids(rng, VOCAB, 2, tokens), 1)
        inputs = {"input_ids": ids, "attention_mask": mask}
        if not labels:
            inputs["decoder_input_ids"] = token_ids(rng, VOCAB, 2, 6)
        return inputs | {name: sample(rng) for name, sample in labels.items()}

    return make


def targets(rng: np.random.Generator) -> np.ndarray:
    return np.ascontiguousarray(words(rng)[:2])


ARCH = Arch(
    "bigbird_pegasus",
    "BigBirdPegasus",
    "bart",
    configs={"default": LONG, "other": OTHER, "full": FULL},
    rows=[
        Row("Model", "default", texts(24)),
        Row("Model", "other", texts(30)),
        Row("Model", "default", texts(25), "padded", **NONE),
        Row("Model", "full", pairs()),
        Row("ForCausalLM", "other", HEAD_INPUTS["ForCausalLM"]),
        Row("ForSequenceClassification", "other", HEAD_INPUTS["ForSequenceClassification"]),
        Row("ForQuestionAnswering", "default", HEAD_INPUTS["ForQuestionAnswering"]),
        Row("ForConditionalGeneration", "default", pairs()),
        Row("ForConditionalGeneration", "other", texts(25), "long", **NONE),
        Row("ForConditionalGeneration", "other", texts(30, labels=targets), "labels"),
    ],
    cached=["ForConditionalGeneration-default"],
    trained="ForConditionalGeneration-other-labels",
    must_see=[
        "model.encoder.layers.1.self_attn.self.key.weight",
        "model.decoder.layernorm_embedding.weight",
        "model.encoder.embed_positions.weight",
    ],
    must_see_options=[
        {"block_size": 4},
        {"attention_type": "original_full"},
        {"scale_embedding": True},
    ],
    refuses=[{"attention_type": "sparse"}, {"num_random_blocks": 0}],
)
