from typing import Any

from parity.arch import Arch, Row
from parity.architectures import voxtral_encoder
from parity.audio_language import AUDIO, LANGUAGE, with_recordings

DEFAULT: dict[str, Any] = dict(
    text_config=LANGUAGE | dict(tie_word_embeddings=False, head_dim=6),
    audio_config=voxtral_encoder.TINY | dict(model_type="voxtral_encoder"),
    audio_token_id=AUDIO,
)
OTHER: dict[str, Any] = dict(
    text_config=LANGUAGE | dict(model_type="mistral", sliding_window=6, head_dim=6),
    audio_config=voxtral_encoder.OTHER | dict(model_type="voxtral_encoder", intermediate_size=48),
    audio_token_id=AUDIO,
    projector_hidden_act="relu",
)
WINDOWS: dict[str, Any] = dict(lengths=(32, 32, 32), names=("input_features", ""))
TWO = ([3, 2, 2], [4, 3])
FOUR: dict[str, Any] = dict(count_of=lambda frames: 4)
EIGHT: dict[str, Any] = dict(count_of=lambda frames: 8)

ARCH = Arch(
    "voxtral",
    "Voxtral",
    "qwen2_audio",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_recordings(*TWO, **WINDOWS, **FOUR)),
        Row("Model", "other", with_recordings(*TWO, **WINDOWS, **EIGHT, side="left"), "left"),
        Row(
            "ForConditionalGeneration",
            "other",
            with_recordings(*TWO, **WINDOWS, **EIGHT, labels=True),
        ),
        Row(
            "ForConditionalGeneration",
            "default",
            with_recordings(*TWO, **WINDOWS, **FOUR, labels=True),
        ),
    ],
    must_see=[
        "model.multi_modal_projector.linear_1.weight",
        "model.audio_tower.layers.1.fc1.bias",
        "model.language_model.layers.1.self_attn.q_proj.weight",
    ],
    must_see_options=[{"projector_hidden_act": "relu"}],
    refuses=[({"audio_config": {"intermediate_size": 49}}, "intermediate_size is 49")],
    padded="attention_mask",
)
