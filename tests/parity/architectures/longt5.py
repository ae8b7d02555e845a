from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.architectures.t5 import TINY
from parity.seq2seq import PAD, words
from parity.texts import padding, token_ids

LOCAL = TINY | dict(local_radius=3, global_block_size=4)
GLOBAL = LOCAL | dict(
    encoder_attention_type="transient-global",
    num_layers=3,
    num_decoder_layers=2,
    local_radius=4,
    feed_forward_proj="gated-gelu",
    tie_word_embeddings=False,
    layer_norm_epsilon=1e-3,
)


def texts(side: str = "right", **more: Any):
    """Three texts of 18, 11 and 2 tokens, and decoder inputs."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        mask = padding([18, 11, 2], 18, side=side)
        ids = np.where(mask == 1, token_ids(rng, 67, 3, 18), PAD)
        inputs = {"input_ids": ids, "attention_mask": mask}
        if not more:
            inputs["decoder_input_ids"] = token_ids(rng, 67, 3, 6)
            inputs["decoder_attention_mask"] = padding([6, 4, 1], 6)
        return inputs | {name: sample(rng) for name, sample in more.items()}

    return make


def whole(rng: np.random.Generator) -> dict[str, Any]:
    """Whole blocks without padding, of which upstream's attention weights have a meaning."""
    return {
        "input_ids": token_ids(rng, 67, 2, 20),
        "decoder_input_ids": token_ids(rng, 67, 2, 4),
    }


def short(rng: np.random.Generator) -> dict[str, Any]:
    """Less than a block that is summarised."""
    return {"input_ids": token_ids(rng, 67, 2, 3), "decoder_input_ids": token_ids(rng, 67, 2, 2)}


def source(rng: np.random.Generator) -> dict[str, Any]:
    return {"input_ids": token_ids(rng, 67, 2, 20)}


# Padding attends to nothing here, and to anything upstream.
NO_WEIGHTS: dict[str, Any] = dict(padded="attention_mask", requests=dict(output_hidden_states=True))
HIDDEN: dict[str, Any] = dict(requests=dict(output_hidden_states=True))

ARCH = Arch(
    "longt5",
    "LongT5",
    "t5",
    configs={"local": LOCAL, "global": GLOBAL},
    trained="ForConditionalGeneration-global-labels",
    cached=["ForConditionalGeneration-local"],
    rows=[
        Row("Model", "local", texts(), **NO_WEIGHTS),
        Row("Model", "local", whole, "whole"),
        Row("Model", "global", whole, "whole"),
        Row("Model", "global", texts("left"), "left", **NO_WEIGHTS),
        Row("Model", "global", short, "short", **HIDDEN),
        Row("EncoderModel", "global", source),
        Row("ForConditionalGeneration", "local", texts(), **NO_WEIGHTS),
        Row("ForConditionalGeneration", "global", texts(), **NO_WEIGHTS),
        Row("ForConditionalGeneration", "global", texts(labels=words), "labels", **NO_WEIGHTS),
    ],
    must_see=[
        "encoder.block.0.layer.0.TransientGlobalSelfAttention.global_relative_attention_bias.weight",
        "encoder.block.0.layer.0.TransientGlobalSelfAttention.relative_attention_bias.weight",
        "encoder.block.1.layer.0.TransientGlobalSelfAttention.global_input_layer_norm.weight",
    ],
    must_see_options=[
        {"local_radius": 3},
        {"global_block_size": 8},
        {"scale_decoder_outputs": True},
    ],
    refuses=[{"encoder_attention_type": "global"}, {"local_radius": -1}, {"global_block_size": 0}],
)
