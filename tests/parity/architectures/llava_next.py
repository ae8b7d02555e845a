import numpy as np
from parity.arch import Arch, Row
from parity.architectures.llava import CLIP, IMAGE, LLAMA, OTHER
from parity.architectures.llava import with_images as of_one_size
from parity.texts import Inputs

GRID = [[16, 32], [32, 16], [32, 32]]
DEFAULT = dict(
    text_config=LLAMA, vision_config=CLIP, image_token_index=IMAGE, image_grid_pinpoints=GRID
)
# SigLIP of 24 pixels has nine patches; tall images have tiles below each other.
TALL = OTHER | dict(image_grid_pinpoints=[[24, 24], [48, 24], [72, 24]])
SIZES = [(20, 40), (30, 30), (50, 17)]


def with_images(
    *texts: list[int], sizes: list, each: list[int], tiles: int, pixels: int, **options
):
    """As LLaVA's, of images with these sizes, which take `each` so many tokens."""
    image = len(each)
    assert image == sum(len(text) - 1 for text in texts)

    def make(rng: np.random.Generator) -> Inputs:
        shape = (tiles, 3, pixels, pixels)
        inputs = of_one_size(*texts, each=1, shape=shape, **options)(rng)
        rows, count = [], iter(each)
        for ids in inputs["input_ids"]:
            kept = [i for i in ids if i != 0]
            rows.append([x for i in kept for x in ([i] * next(count) if i == IMAGE else [i])])
        width = max(map(len, rows))
        left = options.get("side") == "left"
        pad = [[0] * (width - len(row)) for row in rows]
        full = [p + r if left else r + p for p, r in zip(pad, rows, strict=True)]
        ids = np.array(full)
        found = {
            "input_ids": ids,
            "attention_mask": (ids != 0).astype(np.int64),
            "pixel_values": inputs["pixel_values"],
            "image_sizes": np.array(sizes),
        }
        if options.get("labels"):
            found["labels"] = np.where((ids != 0) & (ids != IMAGE), ids, -100)
        return found

    return make


TWO = ([3, 2, 2], [4, 3])
SMALL = dict(sizes=SIZES, each=[4 + 10, 4 + 20, 4 + 12], tiles=5, pixels=16)
LARGE = dict(
    sizes=[(24, 24), (60, 20), (48, 30)], each=[9 + 12, 9 + 36, 9 + 16], tiles=4, pixels=24
)

ARCH = Arch(
    "llava_next",
    "LlavaNext",
    "llava",
    configs={"default": DEFAULT, "other": TALL},
    rows=[
        Row("Model", "default", with_images(*TWO, **SMALL)),
        Row("Model", "other", with_images(*TWO, **LARGE, side="left"), "left"),
        Row("ForConditionalGeneration", "default", with_images(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", with_images(*TWO, **LARGE, labels=True)),
    ],
    must_see=["model.image_newline", "model.multi_modal_projector.linear_1.weight"],
    refuses=[{"image_grid_pinpoints": [[3]]}],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
