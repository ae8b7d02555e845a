from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.architectures import vibevoice_acoustic_tokenizer_encoder as encoder
from parity.audio_language import AUDIO, LANGUAGE, with_recordings
from parity.texts import padding

KIND = "vibevoice_acoustic_tokenizer_encoder"
HOP, SAMPLES = 6, 48
DEFAULT: dict[str, Any] = dict(
    text_config=LANGUAGE | dict(model_type="qwen2"),
    # Without noise, so that what is generated can be compared.
    acoustic_tokenizer_encoder_config=encoder.TINY | dict(model_type=KIND, vae_std=0.0),
    semantic_tokenizer_encoder_config=encoder.TINY | dict(model_type=KIND, hidden_size=5),
    audio_token_id=AUDIO,
    audio_bos_token_id=61,
    audio_eos_token_id=62,
    acoustic_tokenizer_chunk_size=18,
)
OTHER: dict[str, Any] = DEFAULT | dict(
    text_config=LANGUAGE | dict(model_type="llama", hidden_act="relu"),
    acoustic_tokenizer_encoder_config=encoder.OTHER | dict(model_type=KIND, vae_std=0.1),
    semantic_tokenizer_encoder_config=encoder.OTHER | dict(model_type=KIND, hidden_size=5),
    acoustic_tokenizer_chunk_size=80,
)


def recordings(*texts: list[int], hop: int = HOP, channels: int = 1, **options: Any) -> Any:
    """Recordings of 29, 48 and 7 samples."""
    lengths = options.pop("lengths", (29, SAMPLES, 7))

    def features(rng: np.random.Generator, given: Any) -> np.ndarray:
        return rng.normal(size=(len(given), channels, SAMPLES)).astype(np.float32)

    make = with_recordings(
        *texts,
        count_of=lambda samples: -(-samples // hop),
        lengths=lengths,
        names=("input_values", ""),
        features=features,
        **options,
    )

    def masked(rng: np.random.Generator) -> dict[str, Any]:
        return make(rng) | {"padding_mask": padding(list(lengths), SAMPLES)}

    return masked


def whole(rng: np.random.Generator) -> dict[str, Any]:
    """Without a mask, every latent has its token."""
    found = recordings([3, 2], [4, 3], lengths=(SAMPLES, SAMPLES))(rng)
    return {name: value for name, value in found.items() if name != "padding_mask"}


TWO = ([3, 2, 2], [4, 3])
EIGHT: dict[str, Any] = dict(hop=8, channels=2)
LM = "ForConditionalGeneration"
REQUESTS = dict(output_hidden_states=True, output_attentions=True, sample=False)

ARCH = Arch(
    "vibevoice_asr",
    "VibeVoiceAsr",
    "vibevoice_asr",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", recordings(*TWO)),
        Row("Model", "default", whole, "whole"),
        Row("Model", "other", recordings(*TWO, side="left", **EIGHT), "left"),
        Row(LM, "default", recordings(*TWO, labels=True)),
        Row(LM, "other", recordings(*TWO, labels=True, **EIGHT)),
    ],
    requests=REQUESTS,
    must_see=[
        "model.multi_modal_projector.semantic_norm.weight",
        "model.multi_modal_projector.acoustic_linear_1.bias",
        "model.semantic_tokenizer_encoder.head.conv.bias",
        "model.language_model.layers.1.self_attn.q_proj.weight",
    ],
    must_see_options=[
        {"acoustic_tokenizer_encoder_config": OTHER["acoustic_tokenizer_encoder_config"] | change}
        for change in ({"hidden_act": "gelu"}, {"rms_norm_eps": 0.3})
    ],
    refuses=[
        {"acoustic_tokenizer_chunk_size": 81},
        {"tie_word_embeddings": True},
        (
            {
                "semantic_tokenizer_encoder_config": OTHER["semantic_tokenizer_encoder_config"]
                | {"downsampling_ratios": [4, 1, 3]}
            },
            "downsampling_ratios",
        ),
    ],
    padded="attention_mask",
)
