from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.seq2seq import EOS, PAD, classes, embeds, one_word, words
from parity.texts import padding, token_ids

SIDE = dict(
    vocab_size=67,
    hidden_size=24,
    intermediate_size=40,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    head_dim=6,
    sliding_window=3,
    pad_token_id=PAD,
    eos_token_id=EOS,
    bos_token_id=4,
)
TINY = dict(vocab_size=67, encoder=SIDE, decoder=SIDE)
OTHER = dict(
    vocab_size=67,
    encoder=SIDE
    | dict(
        num_hidden_layers=1,
        hidden_size=32,
        head_dim=8,
        layer_types=["sliding_attention"],
        attn_logit_softcapping=3.0,
        rope_parameters={"rope_type": "linear", "rope_theta": 50.0, "factor": 2.0},
    ),
    decoder=SIDE
    | dict(
        num_hidden_layers=3,
        num_key_value_heads=4,
        attention_bias=True,
        rms_norm_eps=1e-3,
        hidden_activation="silu",
        query_pre_attn_scalar=17,
        final_logit_softcapping=None,
        attn_logit_softcapping=None,
    ),
    tie_word_embeddings=False,
    num_labels=5,
)
ALONE = OTHER | dict(is_encoder_decoder=False)


def pairs(side: str = "right", *, target: bool = True, **labels: Any):
    """Like `seq2seq.pairs`, with so little padding that a window never ends within it."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        mask = padding([9, 7, 6], 9, side=side)
        ids = np.where(mask != 0, token_ids(rng, 67, 3, 9), PAD)
        inputs = {"input_ids": ids, "attention_mask": mask}
        if target:
            inputs["decoder_input_ids"] = token_ids(rng, 67, 3, 6)
            inputs["decoder_attention_mask"] = padding([6, 5, 4], 6)
        return inputs | {name: make(rng) for name, make in labels.items()}

    return make


def source(rng: np.random.Generator) -> dict[str, Any]:
    ids = pairs(target=False)(rng)["input_ids"]
    return {"input_ids": ids}  # which say what is padding


def source_embeds(rng: np.random.Generator) -> dict[str, Any]:
    return {"inputs_embeds": embeds(32)(rng)["inputs_embeds"]}


def placed(rng: np.random.Generator) -> dict[str, Any]:
    inputs = pairs("left")(rng)
    return inputs | {
        "position_ids": np.maximum(np.cumsum(inputs["attention_mask"], 1) - 1, 0),
        "decoder_position_ids": np.arange(6)[None] + padding([3, 2, 1], 3).sum(1)[:, None],
    }


LABELS = pairs(target=False, labels=words)

ARCH = Arch(
    "t5gemma",
    "T5Gemma",
    "t5",
    trained="ForConditionalGeneration-labels",
    cached=["ForConditionalGeneration-default", "ForConditionalGeneration-other"],
    rows=[
        Row("Model", OTHER, placed, "other"),
        Row("Model", TINY, embeds(24), "embeds"),
        Row("Model", OTHER, one_word, "length-1"),
        Row("ForConditionalGeneration", TINY, pairs(), "default"),
        Row("ForConditionalGeneration", OTHER, pairs(), "other"),
        Row("ForConditionalGeneration", OTHER, LABELS, "labels"),
        Row("EncoderModel", ALONE, source, "default"),
        Row("EncoderModel", ALONE, source_embeds, "embeds"),
        Row("ForSequenceClassification", OTHER, pairs(target=False, labels=classes(5, 3)), "both"),
        Row("ForSequenceClassification", ALONE, pairs(target=False, labels=classes(5, 3)), "alone"),
        Row("ForTokenClassification", OTHER, pairs(target=False, labels=classes(5, 3, 9)), "both"),
        Row("ForTokenClassification", ALONE, pairs(target=False, labels=classes(5, 3, 9)), "alone"),
        Row("Model", TINY, pairs(), "default"),
    ],
    must_see={
        "ForConditionalGeneration-default": [
            "model.encoder.embed_tokens.weight",
            "model.encoder.layers.1.post_self_attn_layernorm.weight",
            "model.decoder.layers.1.cross_attn.k_proj.weight",
            "model.decoder.layers.0.pre_cross_attn_layernorm.weight",
        ]
    },
    must_see_lines={
        "ForConditionalGeneration-default": [
            (
                "hidden = hidden + self.dropout(self.post_cross",
                "hidden = self.dropout(self.post_cross",
            ),
            ("window=n and n + 1", "window=n"),
        ]
    },
    refuses=[({"encoder": {"head_dim": 5}}, "head_dim")],
)
