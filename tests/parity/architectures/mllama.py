from typing import Any

import numpy as np
from parity.arch import DECODER, DECODER_INPUTS, Arch, Row
from parity.texts import Inputs, padding, token_ids

RATIOS = [[1, 1], [1, 2], [2, 1]]
TOWER = dict(
    hidden_size=16,
    intermediate_size=20,
    num_hidden_layers=3,
    num_global_layers=2,
    attention_heads=2,
    image_size=16,
    patch_size=8,
    max_num_tiles=2,
    intermediate_layers_indices=[0, 2],
    supported_aspect_ratios=RATIOS,
    vision_output_dim=48,
)
TEXT = DECODER | dict(num_hidden_layers=4, cross_attention_layers=[1, 3])
OTHER_TEXT = TEXT | dict(
    num_hidden_layers=3,
    cross_attention_layers=[1],
    num_key_value_heads=4,
    hidden_act="gelu",
    rms_norm_eps=1e-2,
    rope_parameters=dict(
        rope_type="llama3",
        rope_theta=100.0,
        factor=4.0,
        low_freq_factor=1.0,
        high_freq_factor=4.0,
        original_max_position_embeddings=16,
    ),
)
OTHER_TOWER = TOWER | dict(
    hidden_act="relu",
    attention_heads=4,
    num_channels=1,
    norm_eps=1e-2,
    image_size=24,
    max_num_tiles=3,
    supported_aspect_ratios=[*RATIOS, [1, 3], [3, 1]],
    intermediate_layers_indices=[1],
    vision_output_dim=32,
)
DEFAULT = dict(text_config=TEXT, vision_config=TOWER, image_token_index=67)
OTHER = dict(text_config=OTHER_TEXT, vision_config=OTHER_TOWER, image_token_index=67)
SMALL = dict(tiles=2, shape=(3, 16, 16))
LARGE = dict(tiles=3, shape=(1, 24, 24))


def tiled(images: list[list[int]], tiles: int, shape: tuple[int, ...], rng: Any) -> Inputs:
    """So many tiles of each image of each text; texts and images that lack some are filled up."""
    most = max(map(len, images))
    pixels = np.zeros((len(images), most, tiles, *shape), np.float32)
    mask = np.zeros((len(images), most, tiles), np.int64)
    mask[:, :, 0] = 1
    ids = np.zeros((len(images), most), np.int64)
    for row, counts in enumerate(images):
        for index, count in enumerate(counts):
            pixels[row, index, :count] = rng.standard_normal((count, *shape))
            mask[row, index, :count] = 1
            ids[row, index] = count
    return {"pixel_values": pixels, "aspect_ratio_ids": ids, "aspect_ratio_mask": mask}


def towers(images: list[list[int]], tiles: int, shape: tuple[int, ...]):
    return lambda rng: tiled(images, tiles, shape, rng)


def among(
    *texts: list[tuple[int, int]],
    tiles: int,
    shape: tuple[int, ...],
    side: str = "right",
    labels: bool = False,
    masked: bool = True,
):
    """Texts, each a list of (tokens, tiles of the image before them or 0); tokens attend to the
    last image before them."""

    def make(rng: np.random.Generator) -> Inputs:
        lengths = [sum(count for count, _ in text) for text in texts]
        mask = padding(lengths, max(lengths), side=side)
        ids = np.where(mask == 1, token_ids(rng, 67, *mask.shape), 1)
        images = [[n for _, n in text if n] for text in texts]
        attended = np.zeros((*mask.shape, max(map(len, images)), tiles), np.int64)
        for row, text in enumerate(texts):
            tokens, start, index = np.flatnonzero(mask[row]), 0, -1
            for count, own in text:
                index += own > 0
                if index >= 0:
                    if own:
                        ids[row, tokens[start]] = 67
                    attended[row, tokens[start : start + count], index, : images[row][index]] = 1
                start += count
        found = {"input_ids": ids, "attention_mask": mask, **tiled(images, tiles, shape, rng)}
        if masked:
            found["cross_attention_mask"] = attended
        if labels:
            found["labels"] = np.where((mask == 1) & (ids != 67), ids, -100)
        return found

    return make


TWO = ([(2, 0), (3, 2), (2, 1)], [(4, 1)])
LM, TEXT_LM = "ForConditionalGeneration", "ForCausalLM"
OF_TEXT = dict(config_class="MllamaTextConfig")
OF_TOWER = dict(config_class="MllamaVisionConfig", padded="", requests={})

ARCH = Arch(
    "mllama",
    "Mllama",
    "mllama",
    configs={"default": DEFAULT, "other": OTHER, "text": TEXT, "text2": OTHER_TEXT},
    rows=[
        Row("Model", "default", among(*TWO, **SMALL)),
        Row("TextModel", "text", DECODER_INPUTS["Model"], **OF_TEXT),
        Row(TEXT_LM, "text", DECODER_INPUTS[TEXT_LM], **OF_TEXT),
        Row(TEXT_LM, "text2", DECODER_INPUTS[TEXT_LM], **OF_TEXT),
        Row("VisionModel", TOWER, towers([[2, 1], [1]], **SMALL), "tower", **OF_TOWER),
        Row("VisionModel", OTHER_TOWER, towers([[3], [2]], **LARGE), "other tower", **OF_TOWER),
        Row("Model", "other", among(*TWO, **LARGE, side="left")),
        Row("Model", "default", among(*TWO, **SMALL, masked=False), "unmasked"),
        Row("Model", "default", DECODER_INPUTS["Model"], "words"),
        Row(LM, "default", among(*TWO, **SMALL, labels=True)),
        Row(LM, "other", among(*TWO, **LARGE, labels=True)),
    ],
    must_see=[
        "model.vision_model.class_embedding",
        "model.vision_model.gated_positional_embedding.tile_embedding.weight",
        "model.vision_model.post_tile_positional_embedding.gate",
        "model.vision_model.global_transformer.layers.1.gate_ffn",
        "model.language_model.layers.1.cross_attn.k_norm.weight",
        "model.language_model.layers.1.cross_attn_mlp_gate",
        "model.multi_modal_projector.bias",
    ],
    must_see_options=[
        {"vision_config": {"hidden_act": "gelu"}},
        {"vision_config": {"norm_eps": 1e-6}},
        {"vision_config": {"intermediate_layers_indices": [0]}},
        {"text_config": {"rms_norm_eps": 1e-6}},
        {"text_config": {"hidden_act": "silu"}},
    ],
    must_see_lines={
        "Model-other": [
            ("mask | ~some", "mask"),
            ("output = output if some is None else ops.where(some, output, 0.0)", ""),
        ],
        "VisionModel-tower": [("MULTIPLE = 8", "MULTIPLE = 1")],
    },
    refuses=[
        ({"vision_config": OTHER_TOWER | dict(vision_output_dim=48)}, "vision_output_dim"),
        ({"vision_config": OTHER_TOWER | dict(max_num_tiles=2)}, "max_num_tiles"),
        ({"vision_config": OTHER_TOWER | dict(attention_heads=3)}, "attention_heads"),
        (
            {"vision_config": OTHER_TOWER | dict(intermediate_layers_indices=[3])},
            "intermediate_layers_indices",
        ),
        ({"text_config": TEXT | dict(cross_attention_layers=[0, 1, 2, 3])}, "cross_attention"),
    ],
    causal_lm=TEXT_LM,
    padded="attention_mask",
    trained=f"{TEXT_LM}-text",
)
