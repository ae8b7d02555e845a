from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.seq2seq import EOS, PAD, classes, embeds, one_word, pairs, positions, words

TINY = dict(
    vocab_size=67,
    d_model=24,
    d_kv=5,
    d_ff=40,
    num_layers=2,
    num_heads=4,
    relative_attention_num_buckets=8,
    relative_attention_max_distance=7,
    pad_token_id=PAD,
    eos_token_id=EOS,
    decoder_start_token_id=PAD,
)
OTHER = TINY | dict(
    num_decoder_layers=3,
    feed_forward_proj="gated-gelu",
    tie_word_embeddings=False,
    layer_norm_epsilon=1e-3,
    num_labels=5,
    classifier_dropout=0.2,
)
SILU = TINY | dict(feed_forward_proj="gated-silu")
# As files of BLIP-2 and InstructBLIP have it, whose T5 has the exact GELU.
EXACT = OTHER | dict(dense_act_fn="gelu")
UNGATED = OTHER | dict(is_gated_act=False)


def only_source(rng: np.random.Generator) -> dict[str, Any]:
    return pairs(target=False)(rng)


def source_embeds(rng: np.random.Generator) -> dict[str, Any]:
    return {"inputs_embeds": embeds(24)(rng)["inputs_embeds"]}


SPANS = pairs(target=False, start_positions=positions(9), end_positions=positions(9))

ARCH = Arch(
    "t5",
    "T5",
    "t5",
    trained="ForConditionalGeneration-unscaled",
    cached=["ForConditionalGeneration-default"],
    rows=[
        Row("Model", TINY, pairs(), "default"),
        Row("Model", OTHER, pairs("left"), "other"),
        Row("Model", SILU, pairs(), "silu"),
        Row("Model", EXACT, pairs(), "exact"),
        Row("Model", UNGATED, pairs(), "ungated"),
        Row("Model", TINY, embeds(24), "embeds"),
        Row("Model", OTHER, one_word, "length-1"),
        Row("ForConditionalGeneration", TINY, pairs(), "default"),
        Row("ForConditionalGeneration", TINY, pairs(target=False, labels=words), "labels"),
        Row("ForConditionalGeneration", OTHER, pairs(target=False, labels=words), "unscaled"),
        Row("EncoderModel", TINY, only_source, "default"),
        Row("EncoderModel", OTHER, source_embeds, "embeds"),
        Row(
            "ForSequenceClassification", OTHER, pairs(target=False, labels=classes(5, 3)), "default"
        ),
        Row(
            "ForTokenClassification", OTHER, pairs(target=False, labels=classes(5, 3, 9)), "default"
        ),
        Row("ForQuestionAnswering", TINY, SPANS, "default"),
    ],
    must_see={
        "ForConditionalGeneration-default": [
            "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight",
            "decoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight",
            "decoder.block.1.layer.1.EncDecAttention.o.weight",
        ]
    },
    must_see_options={
        "ForConditionalGeneration-default": [
            {"feed_forward_proj": "gelu"},
            {"layer_norm_epsilon": 0.01},
            {"relative_attention_max_distance": 20},
            {"scale_decoder_outputs": False},
        ]
    },
    must_see_lines={
        "ForConditionalGeneration-default": [
            ("return hidden + self.dropout(self.Dense", "return self.dropout(self.Dense")
        ]
    },
)
