from collections.abc import Sequence
from typing import Any

import numpy as np
from parity.arch import DECODER, Arch, Inputs, Row
from parity.texts import padding

SOUND, IMAGE, BINS = 60, 61, 10
TEXT: dict[str, Any] = DECODER | dict(max_position_embeddings=96, pad_token_id=0)
VISION: dict[str, Any] = dict(
    hidden_size=16,
    intermediate_size=20,
    num_hidden_layers=2,
    num_attention_heads=2,
    image_size=16,
    patch_size=4,
    crop_size=16,
    image_token_id=IMAGE,
)
AUDIO: dict[str, Any] = dict(
    hidden_size=16,
    intermediate_size=12,
    num_blocks=2,
    num_attention_heads=2,
    ext_pw_out_channel=16,
    depthwise_separable_out_channel=16,
    input_size=BINS,
    bias_max_distance=20,
    nemo_conv_channels=6,
    audio_token_id=SOUND,
)
DEFAULT: dict[str, Any] = TEXT | dict(vision_config=VISION, audio_config=AUDIO)
OTHER_VISION = VISION | dict(
    image_size=9,
    patch_size=3,
    crop_size=9,
    num_channels=1,
    num_hidden_layers=3,
    hidden_act="relu",
    layer_norm_eps=1e-2,
    feature_layer=1,
)
OTHER_AUDIO = AUDIO | dict(
    hidden_size=14,
    ext_pw_out_channel=14,
    depthwise_separable_out_channel=14,
    num_blocks=1,
    activation="gelu",
    chunk_size=2,
    left_chunk=1,
    depthwise_multiplier=2,
    kernel_size=4,
    conv_activation="relu",
    input_size=7,
    conv_glu_type="tanh",
    time_reduction=4,
    bias_max_distance=3,
    nemo_activation="silu",
    nemo_conv_channels=5,
)
OTHER: dict[str, Any] = TEXT | dict(
    num_attention_heads=2,
    num_key_value_heads=1,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    sliding_window=11,
    rope_parameters={
        "rope_type": "default",
        "rope_theta": 50.0,
        "partial_rotary_factor": 0.5,
    },
    vision_config=OTHER_VISION,
    audio_config=OTHER_AUDIO,
)
SYMMETRIC = OTHER | dict(
    audio_config=OTHER_AUDIO | dict(bias_symmetric=True, bias_max_distance=40, chunk_size=-1),
    max_position_embeddings=160,
    original_max_position_embeddings=20,  # generation does not cross it: upstream errs there
    rope_parameters={
        "rope_type": "longrope",
        "rope_theta": 100.0,
        "short_factor": [1.0, 1.5, 2.0, 3.0, 1.0, 1.0],
        "long_factor": [2.0, 4.0, 9.0, 1.0, 2.0, 3.0],
    },
)
# Of an image, crops down and across, and rows and columns of patches that are padding.
Image = tuple[int, int, int, int]


def mixed(
    *texts: Sequence[int | Image | list[int]],
    config: dict[str, Any] = DEFAULT,
    side: str = "right",
    labels: bool = False,
    masked: bool = True,
) -> Inputs:
    """Texts, each a list of numbers of tokens, of images, and of recordings of so many frames
    ([frames]), padded on a side."""
    vision, audio = config["vision_config"], config["audio_config"]
    patches = vision["image_size"] // vision["patch_size"]
    each, factor = -(-patches // 2), audio.get("time_reduction", 8)

    def make(rng: np.random.Generator) -> dict[str, Any]:
        images: list[Image] = []
        frames: list[int] = []
        rows: list[list[int]] = []
        for text in texts:
            row: list[int] = []
            for part in text:
                if isinstance(part, int):
                    row += rng.integers(3, 60, part).tolist()
                elif isinstance(part, list):
                    frames += part
                    row += [SOUND] * -(-part[0] // factor)
                else:
                    images.append(part)
                    kept = kept_of(crops_of(part, patches), patches)
                    row += [IMAGE] * (kept[0] * (kept[1] + 1) + 1 + each * (each + 1))
            rows.append(row)
        lengths = [len(row) for row in rows]
        mask = padding(lengths, max(lengths), side=side)
        ids = np.zeros_like(mask)
        ids[mask == 1] = np.concatenate(rows)
        found: dict[str, Any] = {"input_ids": ids, "attention_mask": mask}
        if images:
            found |= of_images(rng, images, patches, vision)
        if frames:
            bins, longest = audio["input_size"], max(frames)
            features = rng.standard_normal((len(frames), longest, bins)).astype(np.float32)
            found["audio_input_features"] = features
            found["audio_embed_sizes"] = np.array([-(-n // factor) for n in frames])
            if masked:
                found["audio_attention_mask"] = np.arange(longest) < np.array(frames)[:, None]
        if labels:
            found["labels"] = np.where((mask == 1) & (ids < SOUND), ids, -100)
        return found

    return make


def crops_of(image: Image, patches: int) -> np.ndarray:
    """1 for the patches of all crops together, and 0 for padding."""
    down, across, below, right = image
    mask = np.zeros((down * patches, across * patches), np.int64)
    mask[: len(mask) - below, : mask.shape[1] - right] = 1
    return mask


def kept_of(mask: np.ndarray, patches: int) -> tuple[int, int]:
    """Rows and columns of vectors: every other of each crop's patches."""
    chosen = [np.arange(n) % patches % 2 == 0 for n in mask.shape]
    return int(mask[chosen[0], 0].sum()), int(mask[0, chosen[1]].sum())


def of_images(
    rng: np.random.Generator, images: list[Image], patches: int, vision: dict[str, Any]
) -> dict[str, Any]:
    side, channels = vision["image_size"], vision.get("num_channels", 3)
    most = 1 + max(down * across for down, across, *_ in images)
    pixels = np.zeros((len(images), most, channels, side, side), np.float32)
    masks = np.ones((len(images), most, patches, patches), np.float32)
    for index, image in enumerate(images):
        down, across, *_ = image
        count = 1 + down * across
        pixels[index, :count] = rng.standard_normal(pixels[index, :count].shape)
        whole = crops_of(image, patches).reshape(down, patches, across, patches)
        masks[index, 1:count] = whole.transpose(0, 2, 1, 3).reshape(-1, patches, patches)
    sizes = [(down * side, across * side) for down, across, *_ in images]
    return {
        "image_pixel_values": pixels,
        "image_sizes": np.array(sizes),
        "image_attention_mask": masks,
    }


ONE: Image = (1, 1, 0, 0)
WIDE, TALL, PADDED = (1, 2, 0, 1), (2, 1, 1, 0), (2, 2, 2, 1)
ALL = ([3, WIDE, 2, [41], 1], [ONE, 4, [30], 2, TALL])
SOUNDS, IMAGES = ([2, [41], 3, [9]], [1, [23], 2]), ([2, PADDED], [1, ONE, 3])
LM = "ForCausalLM"

ARCH = Arch(
    "phi4_multimodal",
    "Phi4Multimodal",
    "phi4_multimodal",
    configs={"default": DEFAULT, "other": OTHER, "symmetric": SYMMETRIC},
    rows=[
        Row("Model", "default", mixed(*ALL)),
        Row("Model", "default", mixed(*IMAGES, side="left"), "images"),
        Row("Model", "default", mixed([2, [41]], [[41], 3], masked=False), "whole"),
        Row("Model", "symmetric", mixed(*SOUNDS, config=SYMMETRIC), "sounds"),
        Row("Model", "other", mixed(*ALL, config=OTHER, side="left"), "left"),
        Row(LM, "default", mixed(*ALL, labels=True)),
        Row(LM, "symmetric", mixed(*ALL, config=SYMMETRIC, labels=True)),
        Row(LM, "other", mixed(*ALL, config=OTHER, labels=True)),
    ],
    must_see=[
        "model.embed_tokens_extend.image_embed.sub_img_feature_extensor",
        "model.embed_tokens_extend.image_embed.global_img_feature_extensor",
        "model.embed_tokens_extend.image_embed.img_projection_down.bias",
        "model.embed_tokens_extend.image_embed.img_processor.encoder.layers.0.mlp.fc1.bias",
        "model.embed_tokens_extend.audio_embed.up_proj_for_vision_speech.bias",
        "model.embed_tokens_extend.audio_embed.encoder.encoder_embedding.global_invstd",
        "model.embed_tokens_extend.audio_embed.encoder.encoders.0.conv.glu.b2",
        "model.layers.1.self_attn.qkv_proj.weight",
    ],
    must_see_options=[
        {"vision_config": OTHER_VISION | dict(feature_layer=2)},
        {"vision_config": OTHER_VISION | dict(layer_norm_eps=1e-6)},
        {"audio_config": OTHER_AUDIO | dict(chunk_size=-1)},
        {"audio_config": OTHER_AUDIO | dict(left_chunk=0)},
        {"audio_config": OTHER_AUDIO | dict(activation="silu")},
        {"audio_config": OTHER_AUDIO | dict(conv_activation="silu")},
        {"audio_config": OTHER_AUDIO | dict(conv_glu_type="silu")},
        {"audio_config": OTHER_AUDIO | dict(nemo_activation="relu")},
        {"sliding_window": None},
    ],
    must_see_lines={
        "Model-other-left": [
            ("hidden[:, -2:-1]], 1)", "hidden[:, -1:]], 1)"),
            ("crop // across * side, 2)", "(crop + 0 * across) * side, 2)"),
            ("index * size + numbers", "numbers"),
        ],
    },
    refuses=[
        ({"vision_config": OTHER_VISION | dict(feature_layer=-5)}, "feature_layer"),
        ({"vision_config": OTHER_VISION | dict(patch_size=10)}, "patch_size"),
        ({"vision_config": OTHER_VISION | dict(crop_size=0)}, "crop_size"),
        ({"audio_config": OTHER_AUDIO | dict(ext_pw_out_channel=16)}, "ext_pw_out_channel"),
        (
            {"audio_config": OTHER_AUDIO | dict(depthwise_separable_out_channel=7)},
            "depthwise_separable_out_channel",
        ),
        ({"audio_config": OTHER_AUDIO | dict(time_reduction=6)}, "time_reduction"),
        ({"audio_config": OTHER_AUDIO | dict(downsample_rate=2)}, "downsample_rate"),
        ({"audio_config": OTHER_AUDIO | dict(chunk_size=0)}, "chunk_size"),
        ({"audio_config": OTHER_AUDIO | dict(left_chunk=-1)}, "left_chunk"),
        ({"audio_config": OTHER_AUDIO | dict(num_attention_heads=15)}, "num_attention_heads"),
        ({"audio_config": OTHER_AUDIO | dict(kernel_size=0)}, "kernel_size"),
    ],
    causal_lm=LM,
    padded="attention_mask",
    trained=f"{LM}-default",
)
