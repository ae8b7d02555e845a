import numpy as np
from parity.arch import Arch, Row
from parity.architectures import qwen2_vl
from parity.multimodal import IMAGE, Grid, packed

QWEN = dict(model_type="qwen2_vl")
DEFAULT = dict(vlm_config=qwen2_vl.DEFAULT | QWEN, embedding_dim=6)
OTHER = dict(vlm_config=qwen2_vl.OTHER | QWEN, embedding_dim=10)


def positions(ids: np.ndarray, mask: np.ndarray, grids: list[Grid], merge: int) -> np.ndarray:
    """[3 b t] of texts with one image each: transformers 5.23 leaves out that images have rows and
    columns, where these models were trained with them."""
    found = np.ones((3, *ids.shape), np.int64)
    for row, (_, height, width) in enumerate(grids):
        tokens = np.flatnonzero(mask[row])
        start = int(np.argmax(ids[row, tokens] == IMAGE))
        down, across = height // merge, width // merge
        place = np.indices((1, down, across)).reshape(3, -1) + start
        behind = len(tokens) - start - down * across
        last = np.arange(behind) + start + max(down, across)
        text = np.broadcast_to(np.arange(start), (3, start))
        found[:, row, tokens] = np.concatenate([text, place, np.tile(last, (3, 1))], 1)
    return found


def pages(
    *texts: list[int | Grid], side: str = "right", numbers: int = qwen2_vl.NUMBERS, merge: int = 2
):
    """Texts with an image each, whose patches are filled up to those of the largest."""
    make = packed(*texts, numbers=numbers, merge=merge, side=side, kinds=False)

    def made(rng: np.random.Generator) -> dict:
        inputs = make(rng)
        grids = [tuple(grid) for grid in inputs["image_grid_thw"].tolist()]
        counts = [int(np.prod(grid)) for grid in grids]
        ends = np.cumsum(counts)
        pixels = np.zeros((len(grids), max(counts), numbers), np.float32)
        for row, (end, count) in enumerate(zip(ends, counts, strict=True)):
            pixels[row, :count] = inputs["pixel_values"][end - count : end]
        inputs["pixel_values"] = pixels
        given = inputs["input_ids"], inputs["attention_mask"]
        inputs["position_ids"] = positions(*given, grids, merge)
        return inputs

    return made


def queries(*lengths: int):
    """Texts without images."""
    make = packed(*([length] for length in lengths), numbers=1, kinds=False)
    return lambda rng: {k: v for k, v in make(rng).items() if k != "labels"}


TWO = ([2, (1, 4, 4), 3], [1, (1, 6, 4), 2])
OTHER_TWO = ([2, (1, 6, 3), 3], [2, (1, 3, 9), 1])
MERGED = dict(numbers=qwen2_vl.OTHER_NUMBERS, merge=3)

ARCH = Arch(
    "colqwen2",
    "ColQwen2",
    "qwen2_vl",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("ForRetrieval", "default", pages(*TWO)),
        Row("ForRetrieval", "default", queries(6, 3), "queries"),
        Row("ForRetrieval", "other", pages(*OTHER_TWO, side="left", **MERGED)),
    ],
    must_see=["embedding_proj_layer.bias", "vlm.visual.blocks.0.mlp.fc1.bias"],
    must_see_lines=[("np.arange(count) + row * most", "np.arange(count) + row")],
    refuses=[{"embedding_dim": 0}],
    padded="attention_mask",
)
