import numpy as np
from parity.arch import DECODER, Arch, Row
from parity.architectures.lfm2 import LAYERS
from parity.architectures.llava import IMAGE, LLAMA
from parity.architectures.siglip2 import square
from parity.texts import Inputs, padding
from parity.towers import VISION

LFM2 = DECODER | dict(
    model_type="lfm2",
    max_position_embeddings=64,
    pad_token_id=0,
    bos_token_id=1,
    num_hidden_layers=3,
    block_multiple_of=8,
    layer_types=LAYERS,
)
TOWER = square(VISION) | dict(model_type="siglip2_vision_model", vision_use_head=False)
DEFAULT = dict(
    text_config=LFM2,
    vision_config=TOWER,
    image_token_id=IMAGE,
    projector_hidden_size=20,
)
OTHER = dict(
    text_config=LLAMA | dict(hidden_act="gelu"),
    vision_config=TOWER
    | dict(
        num_patches=36,
        patch_size=3,
        num_channels=1,
        num_attention_heads=4,
        hidden_act="gelu",
        vision_use_head=True,
        layer_norm_eps=1e-3,
    ),
    image_token_id=IMAGE,
    projector_hidden_size=28,
    projector_hidden_act="relu",
    projector_bias=False,
    projector_use_layernorm=False,
    downsample_factor=3,
    tie_word_embeddings=False,
)
BARE = DEFAULT | dict(
    text_config=LFM2 | dict(conv_bias=True, conv_L_cache=4, layer_types=None, full_attn_idxs=[0, 2])
)


def with_tiles(
    *texts: list,
    factor: int,
    features: int,
    patches: int,
    side: str = "right",
    labels: bool = False,
):
    """Texts, each a list of numbers of tokens and of tiles: (rows, columns) of patches."""

    def make(rng: np.random.Generator) -> Inputs:
        rows, shapes = [], []
        for text in texts:
            ids: list[int] = []
            for part in text:
                if isinstance(part, tuple):
                    shapes.append(part)
                    ids += [IMAGE] * (part[0] * part[1] // factor**2)
                else:
                    ids += rng.integers(3, 60, part).tolist()
            rows.append(ids)
        lengths = [len(row) for row in rows]
        mask = padding(lengths, max(lengths), side=side)
        ids = np.zeros_like(mask)
        ids[mask == 1] = np.concatenate(rows)
        grids = np.array(shapes)
        whole = np.arange(patches) < grids.prod(1, keepdims=True)
        pixels = rng.standard_normal((len(grids), patches, features)).astype(np.float32)
        found: Inputs = {
            "input_ids": ids,
            "attention_mask": mask,
            "pixel_values": pixels * whole[..., None],
            "pixel_attention_mask": whole.astype(np.int64),
            "spatial_shapes": grids,
        }
        if labels:
            found["labels"] = np.where((mask == 1) & (ids != IMAGE), ids, -100)
        return found

    return make


TWO = ([3, (2, 4), 2, (6, 2), 2], [4, (4, 2), 3])
OTHERS = ([3, (3, 6), 1], [(6, 3), 2, (3, 3), 4])
SMALL, LARGE = (
    dict(factor=2, features=48, patches=14),
    dict(factor=3, features=9, patches=18),
)

ARCH = Arch(
    "lfm2_vl",
    "Lfm2Vl",
    "llava",
    rounded=True,
    configs={"default": DEFAULT, "other": OTHER, "bias": BARE},
    rows=[
        Row("Model", "default", with_tiles(*TWO, **SMALL)),
        Row("Model", "other", with_tiles(*OTHERS, **LARGE, side="left"), "left"),
        Row("ForConditionalGeneration", "default", with_tiles(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "bias", with_tiles(*TWO, **SMALL, labels=True)),
        Row("ForConditionalGeneration", "other", with_tiles(*OTHERS, **LARGE, labels=True)),
    ],
    must_see={
        "ForConditionalGeneration-default": [
            "model.multi_modal_projector.layer_norm.weight",
            "model.multi_modal_projector.linear_1.bias",
            "model.multi_modal_projector.linear_2.bias",
            "model.vision_tower.encoder.layers.0.mlp.fc1.bias",
            "model.language_model.layers.0.conv.conv.weight",
        ],
        "ForConditionalGeneration-other": ["lm_head.weight"],
    },
    must_see_options=[
        {"projector_hidden_act": "gelu"},
        {"vision_config": {"layer_norm_eps": 1e-6}},
    ],
    refuses=[
        {"downsample_factor": 0},
        ({"vision_config": VISION | dict(model_type="siglip_vision_model")}, "vision_config"),
    ],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
