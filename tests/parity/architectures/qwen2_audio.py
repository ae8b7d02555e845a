from typing import Any

from parity.arch import Arch, Row
from parity.architectures import qwen2_audio_encoder
from parity.audio_language import AUDIO, LANGUAGE, with_recordings

QWEN: dict[str, Any] = LANGUAGE | dict(model_type="qwen2", tie_word_embeddings=False)
DEFAULT: dict[str, Any] = dict(
    text_config=QWEN,
    audio_config=qwen2_audio_encoder.TINY | dict(model_type="qwen2_audio_encoder"),
    audio_token_index=AUDIO,
)
OTHER: dict[str, Any] = dict(
    text_config=LANGUAGE | dict(model_type="mistral", sliding_window=6, hidden_act="gelu"),
    audio_config=qwen2_audio_encoder.OTHER | dict(model_type="qwen2_audio_encoder"),
    audio_token_index=AUDIO,
)
RECORDINGS: dict[str, Any] = dict(
    count_of=lambda frames: ((frames - 1) // 2 - 1) // 2 + 1,
    lengths=(20, 32, 9),
    names=("input_features", "feature_attention_mask"),
)
TWO = ([3, 2, 2], [4, 3])

ARCH = Arch(
    "qwen2_audio",
    "Qwen2Audio",
    "qwen2_audio",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", with_recordings(*TWO, **RECORDINGS)),
        Row("Model", "other", with_recordings(*TWO, **RECORDINGS, side="left"), "left"),
        Row("ForConditionalGeneration", "other", with_recordings(*TWO, **RECORDINGS, labels=True)),
        Row(
            "ForConditionalGeneration", "default", with_recordings(*TWO, **RECORDINGS, labels=True)
        ),
    ],
    must_see=[
        "model.multi_modal_projector.linear.bias",
        "model.audio_tower.layers.1.fc1.bias",
        "model.language_model.layers.1.self_attn.q_proj.weight",
    ],
    must_see_options={"ForConditionalGeneration-other": [{"text_config": {"sliding_window": 3}}]},
    refuses=[
        ({"audio_config": {"model_type": "qwen2_audio_encoder", "d_model": 25}}, "attention_heads")
    ],
    padded="attention_mask",
)
