from typing import Any

from parity.arch import Arch, Row
from parity.architectures import glmasr_encoder
from parity.audio_language import AUDIO, LANGUAGE, with_recordings

DEFAULT: dict[str, Any] = dict(
    text_config=LANGUAGE | dict(head_dim=6),
    audio_config=glmasr_encoder.TINY | dict(model_type="glmasr_encoder"),
    audio_token_id=AUDIO,
)
OTHER: dict[str, Any] = dict(
    text_config=LANGUAGE | dict(model_type="mistral", sliding_window=6, head_dim=6),
    audio_config=glmasr_encoder.OTHER | dict(model_type="glmasr_encoder"),
    audio_token_id=AUDIO,
    projector_hidden_act="relu",
    tie_word_embeddings=False,
)
RECORDINGS: dict[str, Any] = dict(
    count_of=lambda frames: ((frames - 1) // 2 + 1 - 4) // 4 + 1,
    lengths=(20, 32, 9),
    names=("input_features", "input_features_mask"),
)
TWO = ([3, 2, 2], [4, 3])

ARCH = Arch(
    "glmasr",
    "GlmAsr",
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
        "model.multi_modal_projector.linear_1.bias",
        "model.audio_tower.layers.1.mlp.fc1.bias",
        "model.language_model.layers.1.self_attn.q_proj.weight",
    ],
    must_see_options=[{"projector_hidden_act": "relu"}],
    refuses=[
        (
            {"audio_config": {"model_type": "glmasr_encoder", "num_attention_heads": 7}},
            "num_attention_heads",
        )
    ],
    padded="attention_mask",
)
