from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.texts import padding, token_ids

DECODER = dict(
    vocab_size=8,
    num_hidden_layers=2,
    ffn_dim=40,
    num_attention_heads=4,
    hidden_size=24,
    num_codebooks=3,
    pad_token_id=8,
    bos_token_id=8,
    max_position_embeddings=20,
)
STEREO = DECODER | dict(
    num_codebooks=4,
    audio_channels=2,
    activation_function="relu",
    num_attention_heads=2,
    max_position_embeddings=4,
    hidden_size=26,
)
TEXT = dict(
    model_type="t5",
    vocab_size=67,
    d_model=16,
    d_kv=4,
    d_ff=20,
    num_layers=2,
    num_heads=4,
)
CODEC = dict(
    model_type="encodec",
    target_bandwidths=[1.8],
    sampling_rate=1200,
    hidden_size=8,
    num_filters=4,
    upsampling_ratios=[3, 2],
    kernel_size=3,
    last_kernel_size=3,
    codebook_size=8,
    codebook_dim=8,
    num_lstm_layers=1,
)
WHOLE = dict(
    text_encoder=TEXT, audio_encoder=CODEC, decoder=DECODER | {"model_type": "musicgen_decoder"}
)
SAME = WHOLE | dict(text_encoder=TEXT | dict(d_model=24))
BOTH_SIDES = WHOLE | dict(
    audio_encoder=CODEC | dict(target_bandwidths=[1.2]),
    decoder=STEREO | {"model_type": "musicgen_decoder"},
)
ALONE = dict(config_class="MusicgenDecoderConfig")


def codes(books: int, *, context: bool = False, labels: bool = False):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs: dict[str, Any] = {"input_ids": rng.integers(0, 9, (2 * books, 6))}
        if context:
            inputs["encoder_hidden_states"] = rng.standard_normal((2, 5, 24)).astype(np.float32)
            inputs["encoder_attention_mask"] = padding([5, 3], 5)
        if labels:
            found = rng.integers(0, 9, (2, 6, books))
            found[0, 1:3] = -100
            inputs["labels"] = found
        return inputs

    return make


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    return {"inputs_embeds": rng.standard_normal((2, 5, 24)).astype(np.float32)}


def music(books: int, *, given: bool = True, labels: bool = False):
    """A text, and codes or a waveform."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs: dict[str, Any] = {
            "input_ids": token_ids(rng, 67, 2, 7),
            "attention_mask": padding([7, 4], 7),
        }
        if labels:
            inputs["labels"] = rng.integers(0, 9, (2, 6, books))
        if given:
            inputs["decoder_input_ids"] = rng.integers(0, 9, (2 * books, 6))
        elif not labels:
            inputs["input_values"] = rng.standard_normal((2, 1, 40)).astype(np.float32)
        return inputs

    return make


ARCH = Arch(
    "musicgen",
    "Musicgen",
    "musicgen",
    rounded=True,  # the table of sinusoids
    trained="ForConditionalGeneration-labels",
    rows=[
        Row("ForConditionalGeneration", WHOLE, music(3), "default"),
        Row("Model", DECODER, codes(3), "default", **ALONE),
        Row("Model", DECODER, vectors, "vectors", **ALONE),
        Row("ForCausalLM", STEREO, codes(4, labels=True), "labels", **ALONE),
        Row("ForCausalLM", DECODER, codes(3, context=True), "context", **ALONE),
        Row("ForConditionalGeneration", WHOLE, music(3, given=False), "waveform"),
        Row("ForConditionalGeneration", BOTH_SIDES, music(4, given=False), "stereo"),
        Row("ForConditionalGeneration", SAME, music(3, labels=True), "labels"),
    ],
    must_see={
        "ForConditionalGeneration-default": [
            "enc_to_dec_proj.bias",
            "decoder.lm_heads.2.weight",
            "decoder.model.decoder.embed_tokens.1.weight",
            "decoder.model.decoder.layers.1.encoder_attn.v_proj.weight",
        ],
    },
    must_see_options={"ForCausalLM-labels": [{"activation_function": "gelu"}]},
    refuses=[
        ({"decoder": DECODER | {"audio_channels": 3}}, "audio_channels"),
        ({"decoder": DECODER | {"num_attention_heads": 5}}, "num_attention_heads"),
        ({"decoder": DECODER | {"cross_attention_hidden_size": 24}, "text_encoder": TEXT}, "16"),
    ],
)
