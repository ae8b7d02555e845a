from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.audio_language import AUDIO, LANGUAGE, with_recordings

BINS, FRAMES, WINDOW = 6, 32, 6
TEXT = LANGUAGE | dict(
    model_type="granite",
    embedding_multiplier=2.0,
    logits_scaling=3.0,
    residual_multiplier=0.5,
    attention_multiplier=0.3,
)
ENCODER: dict[str, Any] = dict(
    input_dim=BINS,
    num_layers=3,
    hidden_dim=16,
    num_heads=2,
    output_dim=7,
    context_size=12,
    max_pos_emb=20,
    conv_kernel_size=5,
)
QFORMER: dict[str, Any] = dict(
    model_type="blip_2_qformer",
    hidden_size=12,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=20,
    encoder_hidden_size=16,
    cross_attention_frequency=1,
)
DEFAULT: dict[str, Any] = dict(
    text_config=TEXT,
    encoder_config=ENCODER,
    projector_config=QFORMER,
    audio_token_index=AUDIO,
    window_size=WINDOW,
    downsample_rate=3,
)
OTHER: dict[str, Any] = dict(
    text_config=LANGUAGE | dict(head_dim=6),
    encoder_config=ENCODER
    | dict(
        dim_head=6,
        feedforward_mult=3,
        num_layers=2,
        context_size=8,
        conv_kernel_size=4,
        conv_expansion_factor=3,
    ),
    projector_config=QFORMER
    | dict(hidden_act="relu", cross_attention_frequency=2, layer_norm_eps=1e-3),
    audio_token_index=AUDIO,
    has_lora_adapter=False,
    window_size=5,
    downsample_rate=5,
    tie_word_embeddings=False,
)


def recordings(*texts: list[int], window: int = WINDOW, count: int = 2, **options: Any) -> Any:
    """Recordings of 32, 20 and 9 frames, each window of which is so many vectors."""

    def count_of(frames: int) -> int:
        return -(-frames // window) * count

    def features(rng: np.random.Generator, lengths: Any) -> np.ndarray:
        found = rng.normal(size=(len(lengths), FRAMES, BINS)).astype(np.float32)
        for row, length in zip(found, lengths, strict=True):
            row[length:] = -1.5
        return found

    lengths = options.pop("lengths", (20, 32, 9))
    names = ("input_features", "")
    options = dict(count_of=count_of, lengths=lengths, names=names, features=features, **options)
    make = with_recordings(*texts, **options)

    def masked(rng: np.random.Generator) -> dict[str, Any]:
        counts = [count_of(frames) for frames in lengths]
        mask = np.arange(count_of(FRAMES)) < np.array(counts)[:, None]
        return make(rng) | {"input_features_mask": mask}

    return masked


def whole(rng: np.random.Generator) -> dict[str, Any]:
    """Without a mask, every vector has its token."""
    found = recordings([3, 2], [4, 3], lengths=(FRAMES, FRAMES))(rng)
    return {name: value for name, value in found.items() if name != "input_features_mask"}


TWO = ([3, 2, 2], [4, 3])
FIVE: dict[str, Any] = dict(window=5, count=1)
LM = "ForConditionalGeneration"

ARCH = Arch(
    "granite_speech",
    "GraniteSpeech",
    "granite_speech",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", recordings(*TWO)),
        Row("Model", "default", whole, "whole"),
        Row("Model", "other", recordings(*TWO, side="left", **FIVE), "left"),
        Row(LM, "default", recordings(*TWO, labels=True)),
        Row(LM, "other", recordings(*TWO, labels=True, **FIVE)),
    ],
    must_see=[
        "model.projector.query",
        "model.encoder.out_mid.bias",
        "model.encoder.layers.1.attn.rel_pos_emb.weight",
        "model.encoder.layers.0.conv.batch_norm.running_mean",
        "model.projector.qformer.encoder.layer.1.output_query.dense.bias",
        "model.language_model.layers.1.self_attn.q_proj.weight",
    ],
    must_see_options=[
        {"projector_config": OTHER["projector_config"] | {"hidden_act": "gelu"}},
        {"encoder_config": OTHER["encoder_config"] | {"context_size": 9}},
    ],
    refuses=[
        ({"encoder_config": ENCODER | {"context_size": 21}}, "context_size"),
        ({"encoder_config": ENCODER | {"num_heads": 0}}, "num_heads"),
        ({"projector_config": QFORMER | {"encoder_hidden_size": 17}}, "encoder_hidden_size"),
        ({"projector_config": {"model_type": "bert"}}, "projector_config"),
        {"window_size": 7},
        {"downsample_rate": 0},
    ],
    padded="attention_mask",
)
