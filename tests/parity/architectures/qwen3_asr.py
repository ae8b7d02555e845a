from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.architectures import qwen3_asr_encoder as encoder
from parity.audio_language import AUDIO, LANGUAGE, with_recordings
from parity.texts import padding
from parity.waves import log_mel

TEXT = LANGUAGE | dict(head_dim=6, max_position_embeddings=128)
DEFAULT: dict[str, Any] = dict(
    text_config=TEXT | dict(model_type="qwen3"),
    audio_config=encoder.TINY | dict(model_type="qwen3_asr_encoder"),
    audio_token_id=AUDIO,
    pad_token_id=0,
    eos_token_id=2,
)
OTHER: dict[str, Any] = DEFAULT | dict(
    text_config=TEXT | dict(model_type="qwen2", sliding_window=6, use_sliding_window=True),
    audio_config=encoder.OTHER | dict(model_type="qwen3_asr_encoder"),
    tie_word_embeddings=False,
    token_classification_bias=True,
    num_labels=5,
)


def vectors(window: int) -> Any:
    def count(frames: int) -> int:
        rest = frames % window
        for _ in range(3):
            rest = (rest - 1) // 2 + 1
        return frames // window * 13 + rest

    return count


def recordings(
    *texts: list[int],
    options: dict[str, Any],
    lengths: tuple[int, ...] = (123, 61, 200),
    classes: int = 0,
    **more: Any,
) -> Any:
    """Texts with recordings; labels of `classes` where there are some."""
    window, bins = 2 * options.get("n_window", 50), options["num_mel_bins"]
    frames = -(-max(lengths) // window) * window

    def features(rng: np.random.Generator, given: Any) -> np.ndarray:
        return log_mel(rng, len(given), bins, frames)

    make = with_recordings(
        *texts,
        count_of=vectors(window),
        lengths=lengths,
        names=("input_features", ""),
        features=features,
        **more,
    )

    def masked(rng: np.random.Generator) -> dict[str, Any]:
        found = make(rng) | {"input_features_mask": padding(list(lengths), frames)}
        if classes:
            shape, mask = found["input_ids"].shape, found["attention_mask"]
            found["labels"] = np.where(mask == 1, rng.integers(0, classes, shape), -100)
        return found

    return masked


TWO = ([3, 2, 2], [4, 3])
SMALL: dict[str, Any] = dict(options=encoder.TINY)
WIDE: dict[str, Any] = dict(options=encoder.OTHER)
LM, TOKENS = "ForConditionalGeneration", "ForTokenClassification"

ARCH = Arch(
    "qwen3_asr",
    "Qwen3ASR",
    "qwen3_asr",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", recordings(*TWO, **SMALL)),
        Row("Model", "other", recordings(*TWO, **WIDE, side="left"), "left"),
        Row(TOKENS, "default", recordings(*TWO, **SMALL, classes=2)),
        Row(TOKENS, "other", recordings(*TWO, **WIDE, classes=5)),
        Row(LM, "default", recordings(*TWO, **SMALL, labels=True)),
        Row(LM, "other", recordings(*TWO, **WIDE, labels=True)),
    ],
    must_see={
        f"{LM}-other": [
            "lm_head.weight",
            "model.multi_modal_projector.linear_1.bias",
            "model.audio_tower.conv2d3.bias",
            "model.audio_tower.layers.1.fc2.weight",
            "model.language_model.layers.1.self_attn.q_proj.weight",
        ],
        f"{TOKENS}-other": ["score.weight", "score.bias"],
    },
    must_see_options=[
        {"audio_config": OTHER["audio_config"] | change}
        for change in ({"n_window_infer": 102}, {"activation_function": "gelu"})
    ],
    refuses=[
        ({"audio_config": OTHER["audio_config"] | {"n_window": 40}}, "n_window"),
    ],
    padded="attention_mask",
    rounded=True,  # upstream makes its sinusoids in float32
)
