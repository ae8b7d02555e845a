from collections.abc import Sequence
from typing import Any

import numpy as np
from parity.arch import Arch, Inputs, Row
from parity.architectures import gemma3n_audio, gemma3n_text, gemma3n_vision

# The image encoder has embeddings of the ids from 60, the speech encoder of those from 66.
BEGIN, IMAGE, END, SOUND, AFTER = 61, 62, 60, 67, 66
BEFORE, ROWS = 50, 72
TOKENS = dict(
    image_token_id=IMAGE,
    audio_token_id=SOUND,
    boi_token_id=BEGIN,
    eoi_token_id=END,
    boa_token_id=BEFORE,
    eoa_token_id=AFTER,
)
SHARED = dict(
    vocab_size=ROWS,
    max_position_embeddings=96,
    pad_token_id=0,
    bos_token_id=1,
    eos_token_id=2,
    vocab_size_per_layer_input=60,
)
TEXT = gemma3n_text.DEFAULT | SHARED
# Few layers, and sizes whose roots are exact: upstream rounds factors to float32.
OTHER_TEXT = (
    gemma3n_text.OTHER
    | SHARED
    | dict(
        vocab_size_per_layer_input=63,
        hidden_size=16,
        hidden_size_per_layer_input=4,
        num_hidden_layers=2,
        layer_types=["full_attention", "sliding_attention"],
        intermediate_size=[20, 24],
        activation_sparsity_pattern=[0.0, 0.5],
    )
)
OTHER_AUDIO = gemma3n_audio.SMALL | dict(
    input_feat_size=12, conf_reduction_factor=1, rms_norm_eps=0.1
)
DEFAULT = TOKENS | dict(
    text_config=TEXT,
    vision_config=gemma3n_vision.SMALL,
    audio_config=gemma3n_audio.SMALL,
    vision_soft_tokens_per_image=4,
    audio_soft_tokens_per_image=7,
)
OTHER = TOKENS | dict(
    text_config=OTHER_TEXT,
    vision_config=gemma3n_vision.OTHER | dict(rms_norm_eps=0.1),
    audio_config=OTHER_AUDIO,
    vision_soft_tokens_per_image=9,
    audio_soft_tokens_per_image=12,
    tie_word_embeddings=False,
)
Part = int | str | tuple[int]


def mixed(
    *texts: Sequence[Part],
    images: int = 4,
    sounds: int = 7,
    bins: int = 8,
    side: str = "right",
    labels: bool = False,
) -> Inputs:
    """Texts, each a list of a number of tokens, of an image ("image"), or of a recording of so
    many frames ((frames,)), padded on a side."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        frames: list[int] = []
        rows: list[list[int]] = []
        for text in texts:
            one: list[int] = []
            for part in text:
                if isinstance(part, int):
                    one += rng.integers(3, 50, part).tolist()
                elif isinstance(part, str):
                    one += [BEGIN, *[IMAGE] * images, END]
                else:
                    frames += part
                    one += [BEFORE, *[SOUND] * sounds, AFTER]
            rows.append(one)
        width = max(map(len, rows))
        left = side == "left"
        padding = [[0] * (width - len(row)) for row in rows]
        full = [p + row if left else row + p for p, row in zip(padding, rows, strict=True)]
        ids = np.array(full)
        mask = np.array(ids != 0, np.int64)
        found: dict[str, Any] = {"input_ids": ids, "attention_mask": mask}
        count = sum(part == "image" for text in texts for part in text)
        if count:
            found["pixel_values"] = gemma3n_vision.pixels(count, 32, 32)(rng)["pixel_values"]
        if frames:
            features = rng.standard_normal((len(frames), max(frames), bins)).astype(np.float32)
            found["input_features"] = features
            found["input_features_mask"] = np.arange(max(frames)) < np.array(frames)[:, None]
        found["token_type_ids"] = (ids == IMAGE) + 3 * (ids == SOUND)
        if labels:
            found["labels"] = np.where((mask == 1) & (ids < 50), ids, -100)
        return found

    return make


ALL = ([3, "image", 2, (41,), 1], ["image", 4, (30,), 2, "image"])
FEWER = ([2, (9,), 3], [1])
WIDE: dict[str, Any] = dict(images=9, sounds=12, bins=12)

ARCH = Arch(
    "gemma3n",
    "Gemma3n",
    "gemma3n",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", mixed(*ALL)),
        Row("Model", "default", mixed(*FEWER, side="left"), "left"),
        Row("Model", "other", mixed(*ALL, **WIDE, side="left"), "left"),
        Row("ForConditionalGeneration", "default", mixed(*ALL, labels=True)),
        Row("ForConditionalGeneration", "other", mixed(*ALL, **WIDE, labels=True)),
    ],
    must_see=[
        "model.embed_vision.embedding_projection.weight",
        "model.embed_vision.embedding.weight",
        "model.embed_vision.hard_embedding_norm.weight",
        "model.embed_audio.embedding.weight",
        "model.embed_audio.soft_embedding_norm.weight",
        "model.vision_tower.timm_model.blocks.2.1.attn.value.proj.weight",
        "model.audio_tower.conformer.1.norm.weight",
        "model.language_model.embed_tokens_per_layer.weight",
    ],
    must_see_options=[
        {"vision_config": gemma3n_vision.OTHER | dict(rms_norm_eps=1e-6)},
        {"audio_config": OTHER_AUDIO | dict(rms_norm_eps=1e-6)},
    ],
    refuses=[
        {"vision_soft_tokens_per_image": 0},
        {"audio_soft_tokens_per_image": None},
        ({"text_config": OTHER_TEXT | dict(vocab_size=80)}, "embeddings of the ids"),
        ({"audio_config": OTHER_AUDIO | dict(vocab_offset=70)}, "embeddings of the ids"),
    ],
    causal_lm="ForConditionalGeneration",
    padded="attention_mask",
    rounded=True,  # upstream makes sinusoids, and the scales of embeddings, in float32
    requests=dict(output_attentions=True),  # hidden states have no axis of padding in front
)
