from typing import Any

from parity.arch import MOE_REQUESTS, Arch, Row
from parity.architectures import qwen2_5_omni_thinker, qwen3_vl, qwen3_vl_moe
from parity.architectures.qwen2_5_omni_thinker import mixed
from parity.architectures.qwen2_vl import NUMBERS

TOKENS = {
    name.replace("_index", "_id"): token for name, token in qwen2_5_omni_thinker.TOKENS.items()
}
AUDIO = dict(
    num_mel_bins=6,
    d_model=16,
    encoder_layers=2,
    encoder_attention_heads=2,
    encoder_ffn_dim=20,
    max_source_positions=40,
    n_window=50,
    n_window_infer=250,
    downsample_hidden_size=5,
    output_dim=24,
)
OTHER_AUDIO = AUDIO | dict(
    num_mel_bins=4,
    encoder_attention_heads=4,
    activation_function="relu",
    n_window=51,
    n_window_infer=102,
)
DEFAULT = TOKENS | dict(
    text_config=qwen3_vl_moe.TEXT,
    vision_config=qwen3_vl.VISION,
    audio_config=AUDIO,
    position_id_per_seconds=2,
)
OTHER_TEXT = qwen3_vl_moe.OTHER_TEXT | dict(norm_topk_prob=False)
OTHER = TOKENS | dict(
    text_config=OTHER_TEXT,
    vision_config=qwen3_vl.OTHER["vision_config"],
    audio_config=OTHER_AUDIO,
    position_id_per_seconds=3,
    tie_word_embeddings=qwen3_vl.OTHER.get("tie_word_embeddings", False),
)


def vectors(window: int) -> Any:
    def count(frames: int) -> int:
        rest = frames % window
        for _ in range(3):
            rest = (rest - 1) // 2 + 1
        return frames // window * 13 + rest

    return count


TWO = ([3, (1, 6, 10), 2, (123,)], [1, (9,), 2, (2, 4, 4), 4, (231,), 1])
SMALL: dict[str, Any] = dict(numbers=NUMBERS, vectors=vectors(100))
SPOKEN = ([2, ((3, 3, 6), 130), 1], [3, (1, 3, 3), 2, (102,), 2])
WIDE: dict[str, Any] = dict(
    numbers=36, bins=4, merge=3, seconds=0.7, chunk=1e-6, each=3, vectors=vectors(102)
)
SHORT = ([2, (3, 3, 6), 1, (61,)], [3, (40,), 2, (1, 3, 3), 2])

ARCH = Arch(
    "qwen3_omni_moe_thinker",
    "Qwen3OmniMoeThinker",
    "qwen3_vl",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", mixed(*TWO, **SMALL)),
        Row("Model", "other", mixed(*SPOKEN, **WIDE, side="left"), "left"),
        Row("ForConditionalGeneration", "other", mixed(*SHORT, **WIDE, labels=True)),
        Row("ForConditionalGeneration", "default", mixed(*TWO, **SMALL, labels=True)),
    ],
    must_see=[
        "model.visual.merger_list.0.mlp.2.bias",
        "model.visual.merger.ln_q.weight",
        "model.audio_tower.conv2d3.bias",
        "model.audio_tower.proj1.weight",
        "model.audio_tower.layers.1.fc2.weight",
        "model.language_model.layers.1.mlp.gate.weight",
    ],
    must_see_options=[
        {"position_id_per_seconds": 5},
        {"audio_config": AUDIO | dict(n_window_infer=100)},
        {"audio_config": AUDIO | dict(activation_function="relu")},
        {"text_config": qwen3_vl_moe.TEXT | dict(norm_topk_prob=False)},
    ],
    refuses=[
        ({"audio_config": AUDIO | dict(n_window=40)}, "n_window"),
        ({"audio_config": AUDIO | dict(n_window_infer=99)}, "n_window_infer"),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
    requests=MOE_REQUESTS,
    rounded=True,  # upstream makes its sinusoids, and positions, in float32
)
