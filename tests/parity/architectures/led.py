from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.seq2seq import BART_OTHER, BART_TINY, embeds, pairs, positions, words

SIZES = dict(max_encoder_position_embeddings=20, max_decoder_position_embeddings=12)
TINY = BART_TINY | SIZES | dict(attention_window=4)
OTHER = BART_OTHER | SIZES | dict(attention_window=[4, 8, 4], num_labels=3)


def with_global(make: Any):
    """With global tokens in two of three texts."""

    def made(rng: np.random.Generator) -> dict[str, Any]:
        inputs = make(rng)
        chosen = rng.random(inputs["input_ids"].shape) < 0.3
        chosen[2] = False
        return inputs | {"global_attention_mask": chosen.astype(np.int64)}

    return made


SPANS = pairs(target=False, start_positions=positions(9), end_positions=positions(9))
LABELS = with_global(pairs(target=False, labels=words))

ARCH = Arch(
    "led",
    "LED",
    "longformer",
    configs={"default": TINY, "other": OTHER},
    trained="ForConditionalGeneration-other-labels",
    cached=["ForConditionalGeneration-default"],
    rows=[
        Row("Model", "default", with_global(pairs())),
        Row("Model", "other", pairs("left"), "left"),
        Row("Model", "default", embeds(24), "embeds"),
        Row("Model", "other", with_global(pairs(target=False)), "source"),
        Row("ForQuestionAnswering", "other", with_global(SPANS)),
        Row("ForConditionalGeneration", "default", pairs()),
        Row("ForConditionalGeneration", "other", with_global(pairs()), "global"),
        Row(
            "ForConditionalGeneration",
            "other",
            with_global(pairs(target=False, labels=words)),
            "labels",
        ),
    ],
    must_see=[
        "led.encoder.layers.1.self_attn.longformer_self_attn.query_global.weight",
        "led.encoder.layers.1.self_attn.output.bias",
        "final_logits_bias",
    ],
    must_see_options=[{"attention_window": [8, 8, 4]}, {"activation_function": "relu"}],
    refuses=[({"attention_window": 3}, "even numbers"), {"scale_embedding": True}],
)
