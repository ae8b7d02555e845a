from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.texts import padding, token_ids
from parity.waves import filter_banks

BINS, VOCAB = 6, 67
TINY = dict(
    vocab_size=VOCAB,
    input_feat_per_channel=BINS,
    conv_channels=16,
    d_model=24,
    encoder_layers=2,
    decoder_layers=2,
    encoder_attention_heads=4,
    decoder_attention_heads=4,
    encoder_ffn_dim=40,
    decoder_ffn_dim=36,
    max_source_positions=20,
    max_target_positions=20,
)
OTHER = TINY | dict(
    decoder_layers=3,
    encoder_attention_heads=2,
    decoder_attention_heads=3,
    activation_function="gelu",
    scale_embedding=False,
    num_conv_layers=3,
    conv_kernel_sizes=(3, 5, 3),
    conv_channels=20,
    pad_token_id=3,
    tie_word_embeddings=False,
    decoder_start_token_id=5,
)
ZERO = TINY | dict(pad_token_id=0)


def speech(*lengths: int, masked: bool = True, target: bool = True, **labels: Any):
    lengths = lengths or (30, 17, 5)

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs: dict[str, Any] = {"input_features": filter_banks(rng, 3, max(lengths), BINS)}
        if masked:
            inputs["attention_mask"] = padding(list(lengths), max(lengths))
        if target:
            ids = token_ids(rng, VOCAB, 3, 6)
            ids[1, 4:] = 1
            inputs["decoder_input_ids"] = ids
            inputs["decoder_attention_mask"] = padding([6, 4, 1], 6)
        return inputs | {name: maker(rng) for name, maker in labels.items()}

    return make


def words(rng: np.random.Generator) -> np.ndarray:
    labels = rng.integers(4, VOCAB, (3, 6))
    labels[1, 4:] = -100
    return labels


ARCH = Arch(
    "speech_to_text",
    "Speech2Text",
    "speech_to_text",
    rounded=True,  # the tables of sinusoids
    rows=[
        Row("Model", TINY, speech(), "default"),
        Row("Model", ZERO, speech(), "zero"),
        Row("Model", OTHER, speech(masked=False), "unmasked"),
        Row("ForConditionalGeneration", TINY, speech(), "default"),
        Row("ForConditionalGeneration", OTHER, speech(target=False, labels=words), "labels"),
    ],
    must_see={
        "ForConditionalGeneration-labels": [
            "model.encoder.conv.conv_layers.2.bias",
            "model.decoder.layers.1.encoder_attn.v_proj.bias",
        ]
    },
    must_see_options={
        "ForConditionalGeneration-labels": [
            {"activation_function": "relu"},
            {"scale_embedding": True},
            {"decoder_start_token_id": 2},
        ]
    },
    refuses=[
        ({"decoder_attention_heads": 7}, "a divisor of d_model=24"),
        {"conv_kernel_sizes": (3,)},
        {"conv_channels": 7},
    ],
)
