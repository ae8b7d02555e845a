import numpy as np
from parity.arch import Arch, Row
from parity.architectures.llava import IMAGE, LLAMA
from parity.texts import Inputs, padding
from parity.towers import VISION

TOWER = VISION | dict(image_size=48, num_hidden_layers=2)
DEFAULT = dict(text_config=LLAMA, vision_config=TOWER, image_token_id=IMAGE)
OTHER = dict(
    text_config=LLAMA
    | dict(model_type="qwen2", hidden_act="gelu", tie_word_embeddings=True, rms_norm_eps=1e-2),
    vision_config=TOWER
    | dict(image_size=40, num_channels=1, hidden_act="gelu", num_attention_heads=4),
    image_token_id=IMAGE,
    scale_factor=3,
    tie_word_embeddings=True,
)


def images(
    counts: list[int], shape: tuple[int, ...], rng: np.random.Generator, cut: int = 0
) -> Inputs:
    """So many images of each text, those that it lacks zeros; of the last ones, `cut` pixels
    below and twice as many at the right are padding."""
    pixels = rng.standard_normal((len(counts), max(counts), *shape)).astype(np.float32)
    mask = np.ones((len(counts), max(counts), *shape[1:]), np.int64)
    for row, count in enumerate(counts):
        pixels[row, count:], mask[row, count:] = 0, 0
        if cut and count:
            mask[row, count - 1, -cut:] = 0
            mask[row, count - 1, :, -2 * cut :] = 0
    return {"pixel_values": pixels, "pixel_attention_mask": mask}


def with_images(
    *texts: list[int],
    each: int,
    shape: tuple[int, ...],
    side: str = "right",
    labels: bool = False,
    cut: int = 0,
    masked: bool = True,
):
    """Texts, each a list of numbers of tokens between which images stand, of so many tokens."""

    def make(rng: np.random.Generator) -> Inputs:
        rows = []
        for text in texts:
            ids: list[int] = []
            for index, count in enumerate(text):
                ids += [IMAGE] * (each if index else 0) + rng.integers(3, 60, count).tolist()
            rows.append(ids)
        lengths = [len(row) for row in rows]
        mask = padding(lengths, max(lengths), side=side)
        ids = np.zeros_like(mask)
        ids[mask == 1] = np.concatenate(rows)
        found = {"input_ids": ids, "attention_mask": mask}
        found |= images([len(text) - 1 for text in texts], shape, rng, cut)
        if not masked:
            del found["pixel_attention_mask"]
        if labels:
            found["labels"] = np.where((mask == 1) & (ids != IMAGE), ids, -100)
        return found

    return make


def tower(shape: tuple[int, ...], rows: int, columns: int, cut: int = 0):
    """What the image encoder gets: images, and the patches of them that are no padding."""

    def make(rng: np.random.Generator) -> Inputs:
        pixels = rng.standard_normal(shape).astype(np.float32)
        mask = np.ones((shape[0], rows, columns), bool)
        if cut:
            mask[0, -cut:] = False
            mask[0, :, -1:] = False
        return {"pixel_values": pixels, "patch_attention_mask": mask}

    return make


TWO = ([3, 2, 2], [4, 0, 3])
UNLIKE = ([4, 3], [5], [3, 2, 1])  # numbers of images, on which no shape depends in a graph
SMALL, LARGE = dict(each=4, shape=(3, 32, 32)), dict(each=4, shape=(1, 48, 48))


def rows(vision: str) -> list[Row]:
    """Those of SmolVLM too; `vision` is the config class of the image encoder."""
    alone = dict(config_class=vision, padded="")
    return [
        Row("Model", "default", with_images(*TWO, **SMALL, cut=9)),
        Row("Model", "other", with_images(*TWO, **LARGE, side="left", masked=False), "left"),
        Row("VisionTransformer", TOWER, tower((2, 3, 40, 24), 5, 3, cut=2), "vision", **alone),
        Row("VisionTransformer", TOWER, tower((1, 3, 48, 48), 6, 6), "whole", **alone),
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, labels=True, cut=16)),
    ]


MUST_SEE = [
    "model.vision_model.embeddings.position_embedding.weight",
    "model.vision_model.encoder.layers.1.self_attn.q_proj.weight",
    "model.connector.modality_projection.proj.weight",
    "model.text_model.layers.1.self_attn.q_proj.weight",
]
MUST_SEE_OPTIONS = [
    {"vision_config": {"hidden_act": "relu"}},
    {"vision_config": {"num_attention_heads": 2}},
    {"text_config": {"rms_norm_eps": 1e-6}},
]

ARCH = Arch(
    "idefics3",
    "Idefics3",
    "idefics3",
    configs={"default": DEFAULT, "other": OTHER},
    rows=rows("Idefics3VisionConfig"),
    must_see=MUST_SEE,
    must_see_options=MUST_SEE_OPTIONS,
    must_see_lines={
        "Model-default": [("ops.cast(pixel_mask[", "ops.cast((pixel_mask * 0 + 1)[")],
        "VisionTransformer-vision": [("max=1.0 - 1e-6", "max=0.5")],
    },
    refuses=[
        {"scale_factor": 0},
        ({"vision_config": TOWER | dict(num_attention_heads=3)}, "num_attention_heads"),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
