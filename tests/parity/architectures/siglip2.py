import numpy as np
from parity.arch import Arch, Inputs, Row
from parity.towers import EVERYTHING, TEXT, VISION, both, texts

GRIDS = np.array([[3, 4], [5, 2], [2, 2]])


def patches(features: int, *, count: int = 12, grids: np.ndarray = GRIDS, **others) -> Inputs:
    """Images in patches [b count features], of grids whose cells are at most so many."""

    def make(rng):
        mask = np.arange(count) < grids.prod(1, keepdims=True)
        pixels = rng.standard_normal((len(grids), count, features)).astype(np.float32)
        return {
            "pixel_values": pixels * mask[..., None],
            "pixel_attention_mask": mask.astype(np.int64),
            "spatial_shapes": grids,
        } | {name: make(rng) for name, make in others.items()}

    return make


def square(options):
    """A tower's fields without a size of images, with a table of 3 by 3 positions."""
    rest = {name: value for name, value in options.items() if name != "image_size"}
    return rest | dict(num_patches=9, patch_size=4)


OTHER_TEXT = TEXT | dict(projection_size=32, hidden_act="relu", layer_norm_eps=1e-3)
OTHER_VISION = square(VISION) | dict(
    num_patches=36, patch_size=3, num_channels=1, num_attention_heads=4, hidden_act="gelu"
)
TINY = dict(text_config=TEXT | dict(projection_size=32), vision_config=square(VISION))
OTHER = dict(text_config=OTHER_TEXT, vision_config=OTHER_VISION)
PAIRS = EVERYTHING | dict(return_loss=True)
# Not one column: torch's antialiased resize repeats the first row there.
LONG = np.array([[1, 7], [6, 2]])

ARCH = Arch(
    "siglip2",
    "Siglip2",
    "siglip",
    rounded=True,
    rows=[
        Row("Model", TINY, both(texts([7, 4, 2]), patches(48)), "default"),
        Row("Model", OTHER, both(texts([7, 4]), patches(9, grids=LONG)), "other", requests=PAIRS),
        Row("TextModel", TEXT, texts([7, 4, 1]), "default", config_class="Siglip2TextConfig"),
        Row(
            "ForImageClassification",
            OTHER | {"num_labels": 5},
            patches(9, labels=lambda rng: rng.integers(0, 5, 3)),
            "classes",
        ),
        Row(
            "ForImageClassification",
            TINY | {"num_labels": 3},
            patches(48, labels=lambda rng: rng.integers(0, 2, (3, 3)).astype(np.float32)),
            "several",
            requests={},
        ),
    ],
    must_see={
        "Model-default": [
            "logit_bias",
            "text_model.head.bias",
            "vision_model.head.probe",
            "vision_model.embeddings.position_embedding.weight",
        ]
    },
    must_see_lines={
        "Model-default": [
            (
                "ops.where(index < rows * columns, index, 0)",
                "ops.where(index < rows * columns, index, 1)",
            ),
            ("ops.clamp(scale, min=1.0)", "ops.clamp(scale, min=1.0, max=1.0)"),
        ]
    },
    refuses=[({"vision_config": {"num_patches": 10}}, "num_patches")],
)
