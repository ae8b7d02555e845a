from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.architectures.musicgen import CODEC, DECODER, STEREO, TEXT
from parity.texts import padding, token_ids

ONE = {"model_type": "musicgen_melody_decoder"}
WHOLE: dict[str, Any] = dict(
    text_encoder=TEXT,
    audio_encoder=CODEC,
    decoder=DECODER | ONE,
    num_chroma=5,
    chroma_length=4,
)
SAME = WHOLE | dict(text_encoder=TEXT | dict(d_model=24), num_chroma=24, chroma_length=7)
BOTH_SIDES = WHOLE | dict(
    audio_encoder=CODEC | dict(target_bandwidths=[1.2]), decoder=STEREO | ONE, chroma_length=3
)
ALONE = dict(config_class="MusicgenMelodyDecoderConfig")


def codes(books: int, size: int = 24, *, before: str = "", labels: bool = False):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs: dict[str, Any] = {"input_ids": rng.integers(0, 9, (2 * books, 6))}
        if before:
            inputs["encoder_hidden_states"] = rng.standard_normal((2, 5, size)).astype(np.float32)
        if before == "masked":
            inputs["encoder_attention_mask"] = padding([5, 3], 5)
        if before == "padded":
            inputs["attention_mask"] = padding([6, 4], 6)
        if labels:
            found = rng.integers(0, 9, (2, 6, books))
            found[0, 1:3] = -100
            inputs["labels"] = found
        return inputs

    return make


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    return {"inputs_embeds": rng.standard_normal((2, 5, 24)).astype(np.float32)}


def music(books: int, *, melody: int = 0, chroma: int = 5, text: bool = True, labels: bool = False):
    """A text, a melody of so many frames, and codes."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs: dict[str, Any] = {}
        if text:
            inputs["input_ids"] = token_ids(rng, 67, 2, 7)
            inputs["attention_mask"] = padding([7, 4], 7)
        if melody:
            frames = np.eye(chroma)[rng.integers(0, chroma, (2, melody))]
            inputs["input_features"] = frames.astype(np.float32)
        if labels:
            return inputs | {"labels": rng.integers(0, 9, (2, 6, books))}
        return inputs | {"decoder_input_ids": rng.integers(0, 9, (2 * books, 6))}

    return make


ARCH = Arch(
    "musicgen_melody",
    "MusicgenMelody",
    "musicgen",
    rounded=True,  # the table of sinusoids
    trained="ForConditionalGeneration-labels",
    rows=[
        Row("ForConditionalGeneration", WHOLE, music(3), "default"),
        Row("Model", DECODER, codes(3), "default", **ALONE),
        Row("Model", DECODER, vectors, "vectors", **ALONE),
        Row("Model", DECODER, codes(3, before="masked"), "masked", **ALONE),
        Row("ForCausalLM", STEREO, codes(4, 26, before="padded"), "padded", **ALONE),
        Row("ForCausalLM", STEREO, codes(4, 26, before="whole", labels=True), "labels", **ALONE),
        Row("ForConditionalGeneration", WHOLE, music(3, melody=9), "long"),
        Row("ForConditionalGeneration", BOTH_SIDES, music(4, melody=2, text=False), "stereo"),
        Row("ForConditionalGeneration", SAME, music(3, melody=3, chroma=24, labels=True), "labels"),
    ],
    must_see={
        "ForConditionalGeneration-default": [
            "enc_to_dec_proj.bias",
            "audio_enc_to_dec_proj.bias",
            "decoder.lm_heads.2.weight",
            "decoder.model.decoder.layers.1.self_attn.v_proj.weight",
        ],
    },
    must_see_options={
        "ForCausalLM-labels": [{"activation_function": "gelu"}],
        "ForConditionalGeneration-long": [{"chroma_length": 5}],
    },
    refuses=[
        ({"decoder": DECODER | {"audio_channels": 3}}, "audio_channels"),
        {"chroma_length": 0},
        {"num_chroma": 0},
    ],
)
