from typing import Any

import numpy as np
from parity import encoders
from parity.arch import Arch, Row
from parity.encoders import (
    answer,
    choices,
    classes,
    context,
    left_padded,
    numbers,
    texts,
    word_labels,
)

TINY = encoders.TINY | dict(
    num_hidden_layers=2,
    pad_token_id=1,
    languages=["en_XX", "de_DE", "hi_IN_rom"],
    default_language="de_DE",
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    num_labels=5,
    pre_norm=True,
    adapter_reduction_factor=3,
    adapter_layer_norm=True,
    adapter_reuse_layer_norm=False,
    ln_before_adapter=False,
    classifier_dropout=0.3,
    chunk_size_feed_forward=3,
)
PLAIN = TINY | dict(adapter_reuse_layer_norm=False, default_language="hi_IN_rom")
ONE = TINY | dict(languages=["en_XX"], default_language="en_XX")
DECODER = TINY | dict(is_decoder=True, tie_word_embeddings=False)
CROSS = OTHER | dict(is_decoder=True, add_cross_attention=True, chunk_size_feed_forward=0)


def languages(make: Any) -> Any:
    """Texts of three languages."""
    return lambda rng: make(rng) | {"lang_ids": np.array([2, 0, 1])}


def of_one_text(rng: np.random.Generator) -> dict[str, Any]:
    return choices()(rng) | {"lang_ids": np.array([2])}


def asked(rng: np.random.Generator) -> dict[str, Any]:
    return languages(texts(pad=1))(rng) | answer(rng)


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    return {"inputs_embeds": rng.standard_normal((2, 5, 24))}


def labelled(**labels: Any) -> Any:
    return languages(texts(labels, pad=1))


ARCH = Arch(
    "xmod",
    "Xmod",
    "roberta",
    trained="ForMaskedLM-one",
    cached=["ForCausalLM-decoder", "ForCausalLM-cross"],
    rows=[
        Row("Model", TINY, texts(pad=1), "default"),
        Row("Model", OTHER, languages(texts(pad=1)), "other"),
        Row("Model", OTHER, left_padded(pad=1), "left"),
        Row("Model", PLAIN, languages(texts(pad=1)), "plain"),
        Row("Model", PLAIN, vectors, "embeds"),
        Row("ForCausalLM", DECODER, texts({"labels": word_labels}, pad=1), "decoder"),
        Row("ForCausalLM", CROSS, context(24), "cross"),
        Row("ForSequenceClassification", OTHER, labelled(labels=classes(5, 3)), "classes"),
        Row(
            "ForSequenceClassification",
            TINY | {"num_labels": 1},
            labelled(labels=numbers(3)),
            "number",
        ),
        Row("ForMultipleChoice", OTHER, of_one_text, "other"),
        Row("ForTokenClassification", OTHER, labelled(labels=classes(5, 3, 9)), "other"),
        Row("ForQuestionAnswering", TINY, asked, "default"),
        Row("ForMaskedLM", TINY, texts({"labels": word_labels}, pad=1), "default"),
        Row("ForMaskedLM", OTHER, labelled(labels=word_labels), "other"),
        Row("ForMaskedLM", ONE, texts({"labels": word_labels}, pad=1), "one"),
    ],
    must_see={
        "Model-other": [
            "encoder.layer.1.output.adapter_modules.hi_IN_rom.dense2.bias",
            "encoder.layer.0.output.adapter_modules.en_XX.dense1.weight",
            "encoder.layer.0.output.adapter_layer_norm.bias",
            "encoder.LayerNorm.weight",
        ],
        "Model-default": ["encoder.layer.1.output.adapter_modules.de_DE.dense1.bias"],
    },
    must_see_options={
        "Model-plain": [
            {"hidden_act": "gelu_new"},
            {"adapter_reuse_layer_norm": True},
        ],
        "Model-default": [{"default_language": "en_XX"}, {"ln_before_adapter": False}],
    },
    refuses=[
        {"num_attention_heads": 7},
        {"position_embedding_type": "relative_key"},
        {"default_language": "fr_XX"},
        {"languages": ["en_XX", "en_XX"]},
        {"adapter_reduction_factor": 0},
    ],
)
