from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.seq2seq import BART_OTHER, BART_TINY, pairs

TINY = BART_TINY | dict(src_vocab_size=67, tgt_vocab_size=71, num_beams=1, langs=["en", "de"])
OTHER = BART_OTHER | dict(
    src_vocab_size=67, tgt_vocab_size=67, scale_embedding=False, tie_word_embeddings=True
)
del TINY["vocab_size"], OTHER["vocab_size"]  # the target's, upstream
# With a cache to return, upstream's decoder attends to later tokens too.
WHOLE: dict[str, Any] = dict(
    requests=dict(output_hidden_states=True, output_attentions=True, use_cache=False)
)


def of_source(rng: np.random.Generator) -> dict[str, Any]:
    """Labels as long as the source, of which the decoder reads."""
    labels = rng.integers(3, 67, (3, 9))
    labels[1, 4:] = -100
    return pairs(target=False)(rng) | {"labels": labels}


def labelled(rng: np.random.Generator) -> dict[str, Any]:
    return pairs()(rng) | {"labels": rng.integers(3, 67, (3, 6))}


ARCH = Arch(
    "fsmt",
    "FSMT",
    "bart",
    configs={"default": TINY, "other": OTHER},
    trained="ForConditionalGeneration-other-labels",
    rounded=True,  # upstream keeps its sinusoids in float32
    rows=[
        Row("Model", "default", pairs(), **WHOLE),
        Row("Model", "other", pairs("left"), "left", **WHOLE),
        Row("Model", "default", pairs(target=False), "source", **WHOLE),
        Row("ForConditionalGeneration", "default", pairs(), **WHOLE),
        Row("ForConditionalGeneration", "other", of_source, "source", **WHOLE),
        Row("ForConditionalGeneration", "other", labelled, "labels", **WHOLE),
    ],
    cached=["ForConditionalGeneration-default"],
    must_see=["model.decoder.embed_positions.weight", "model.encoder.layers.1.fc1.bias"],
    must_see_options=[{"activation_function": "relu"}, {"scale_embedding": True}],
    refuses=[{"tgt_vocab_size": 66}, {"encoder_attention_heads": 5}],
)
