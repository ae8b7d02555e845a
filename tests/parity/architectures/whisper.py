from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.encoders import classes
from parity.texts import padding, token_ids
from parity.waves import log_mel

BINS, FRAMES, VOCAB = 6, 16, 67
TINY = dict(
    vocab_size=VOCAB,
    num_mel_bins=BINS,
    d_model=24,
    encoder_layers=2,
    decoder_layers=2,
    encoder_attention_heads=4,
    decoder_attention_heads=4,
    encoder_ffn_dim=40,
    decoder_ffn_dim=36,
    max_source_positions=FRAMES // 2,
    max_target_positions=20,
    pad_token_id=1,
    bos_token_id=1,
    eos_token_id=2,
    decoder_start_token_id=5,
    begin_suppress_tokens=None,
)
OTHER = TINY | dict(
    decoder_layers=3,
    encoder_attention_heads=2,
    decoder_attention_heads=3,
    activation_function="relu",
    scale_embedding=True,
    num_labels=5,
    classifier_proj_size=11,
    use_weighted_layer_sum=True,
    tie_word_embeddings=False,
)
ALONE = TINY | dict(decoder_attention_heads=3)


def speech(*, target: bool = True, **labels: Any):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs: dict[str, Any] = {"input_features": log_mel(rng, 3, BINS, FRAMES)}
        if target:
            inputs["decoder_input_ids"] = token_ids(rng, VOCAB, 3, 6)
            inputs["decoder_attention_mask"] = padding([6, 4, 1], 6)
        return inputs | {name: maker(rng) for name, maker in labels.items()}

    return make


def words(rng: np.random.Generator) -> np.ndarray:
    labels = rng.integers(3, VOCAB, (3, 6))
    labels[1, 4:] = -100
    return labels


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    """Tokens as vectors; by their positions, the second row holds three texts."""
    return {
        "input_features": log_mel(rng, 2, BINS, FRAMES),
        "decoder_inputs_embeds": rng.standard_normal((2, 5, 24)).astype(np.float32),
        "decoder_position_ids": np.array([[3, 4, 5, 6, 7], [18, 19, 0, 1, 4]]),
    }


def text(rng: np.random.Generator) -> dict[str, Any]:
    return {"input_ids": token_ids(rng, VOCAB, 3, 9), "attention_mask": padding([9, 5, 1], 9)}


def text_of_speech(rng: np.random.Generator) -> dict[str, Any]:
    return text(rng) | {
        "labels": rng.integers(0, VOCAB, (3, 9)),
        "encoder_outputs": rng.standard_normal((3, 7, 24)).astype(np.float32),
    }


ARCH = Arch(
    "whisper",
    "Whisper",
    "whisper",
    trained="ForConditionalGeneration-labels",
    cached=["ForCausalLM-default"],
    rows=[
        Row("Model", TINY, speech(), "default"),
        Row("Model", OTHER | dict(use_cache=False), vectors, "other"),
        Row("ForConditionalGeneration", TINY, speech(), "default"),
        Row("ForConditionalGeneration", OTHER, speech(target=False, labels=words), "labels"),
        Row("ForCausalLM", TINY, text, "default"),
        Row("ForCausalLM", ALONE, text_of_speech, "context"),
        Row("ForAudioClassification", TINY, speech(target=False), "default"),
        Row("ForAudioClassification", OTHER, speech(target=False, labels=classes(5, 3)), "summed"),
    ],
    must_see={
        "ForConditionalGeneration-default": [
            "model.encoder.conv2.bias",
            "model.encoder.embed_positions.weight",
            "model.decoder.layers.1.encoder_attn.v_proj.bias",
        ]
    },
    must_see_options={"ForConditionalGeneration-default": [{"activation_function": "gelu_new"}]},
    refuses=[
        ({"decoder_attention_heads": 7}, "a divisor of d_model=24"),
        ({"median_filter_width": 4}, "an odd number"),
    ],
)
