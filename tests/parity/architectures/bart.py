from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.seq2seq import EOS, PAD, classes, embeds, one_word, pairs, positions, words
from parity.texts import padding, token_ids

TINY = dict(
    vocab_size=67,
    d_model=24,
    encoder_layers=2,
    decoder_layers=2,
    encoder_attention_heads=4,
    decoder_attention_heads=4,
    encoder_ffn_dim=40,
    decoder_ffn_dim=40,
    max_position_embeddings=20,
    pad_token_id=PAD,
    eos_token_id=EOS,
    bos_token_id=0,
    decoder_start_token_id=EOS,
    forced_eos_token_id=EOS,
)
OTHER = TINY | dict(
    decoder_layers=3,
    encoder_attention_heads=2,
    decoder_attention_heads=3,
    decoder_ffn_dim=36,
    activation_function="relu",
    scale_embedding=True,
    num_labels=5,
    decoder_start_token_id=4,
)
ALONE = OTHER | dict(decoder_layers=2)  # transformers' cache counts the encoder's layers


def texts(side: str = "right"):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        return {
            "input_ids": token_ids(rng, 67, 3, 9),
            "attention_mask": padding([9, 5, 1], 9, side=side),
        }

    return make


def with_context(rng: np.random.Generator) -> dict[str, Any]:
    return texts()(rng) | {
        "labels": rng.integers(0, 67, (3, 9)),
        "encoder_hidden_states": rng.standard_normal((3, 7, 24)).astype(np.float32),
        "encoder_attention_mask": padding([7, 2, 4], 7),
    }


SOURCE = pairs(target=False)
LABELS = pairs(target=False, labels=words)
CLASSES = pairs(target=False, labels=classes(5, 3))
SPANS = pairs(target=False, start_positions=positions(9), end_positions=positions(9))

ARCH = Arch(
    "bart",
    "Bart",
    "bart",
    trained="ForConditionalGeneration-labels",
    cached=["ForConditionalGeneration-default", "ForCausalLM-left", "ForCausalLM-context"],
    rows=[
        Row("Model", TINY, pairs(), "default"),
        Row("Model", OTHER, pairs("left"), "other"),
        Row("Model", TINY, SOURCE, "source"),
        Row("Model", OTHER, embeds(24), "embeds"),
        Row("Model", OTHER, one_word, "length-1"),
        Row("ForConditionalGeneration", TINY, pairs(), "default"),
        Row("ForConditionalGeneration", OTHER, LABELS, "labels"),
        Row("ForSequenceClassification", OTHER, CLASSES, "default"),
        Row("ForQuestionAnswering", TINY, SPANS, "default"),
        Row("ForCausalLM", TINY, texts(), "default"),
        Row("ForCausalLM", ALONE, texts("left"), "left", padded="attention_mask"),
        Row("ForCausalLM", ALONE, with_context, "context"),
    ],
    must_see={
        "ForConditionalGeneration-default": [
            "final_logits_bias",
            "model.decoder.layers.1.fc2.bias",
            "model.encoder.embed_positions.weight",
        ]
    },
    must_see_options={
        "ForConditionalGeneration-default": [
            {"activation_function": "gelu_new"},
            {"scale_embedding": True},
        ]
    },
    refuses=[({"decoder_attention_heads": 7}, "a divisor of d_model=24")],
    must_see_lines={
        "ForConditionalGeneration-default": [
            ("hidden + self.dropout(output)", "self.dropout(output)")
        ]
    },
)
