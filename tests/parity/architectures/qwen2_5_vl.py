import numpy as np
from parity.arch import Arch, Row
from parity.architectures import qwen2_vl
from parity.architectures.qwen2_vl import NUMBERS
from parity.multimodal import TOKENS, packed

VISION = dict(
    depth=3,
    hidden_size=16,
    intermediate_size=20,
    out_hidden_size=24,
    num_heads=2,
    patch_size=4,
    window_size=16,
    fullatt_block_indexes=[1],
    tokens_per_second=1,
)
DEFAULT = TOKENS | dict(text_config=qwen2_vl.TEXT, vision_config=VISION)
OTHER = TOKENS | dict(
    text_config=qwen2_vl.OTHER["text_config"],
    vision_config=VISION
    | dict(
        hidden_act="gelu",
        num_heads=1,
        in_channels=1,
        patch_size=6,
        spatial_merge_size=3,
        temporal_patch_size=1,
        window_size=18,
        fullatt_block_indexes=[0, 2],
        tokens_per_second=2,
        rope_parameters=dict(rope_type="axial", rope_theta=50.0),
    ),
    tie_word_embeddings=True,
)
# Images of more than one window, with windows cut off at their edges.
TWO = ([3, (1, 6, 10), 2, (1, 2, 2)], [1, (2, 8, 6), 4])


def timed(rng: np.random.Generator) -> dict:
    """A video whose frames are a third of a second apart."""
    inputs = qwen2_vl.other(labels=True)(rng)
    return inputs | {"second_per_grid_ts": [0.4]}


ARCH = Arch(
    "qwen2_5_vl",
    "Qwen2_5_VL",
    "qwen2_vl",
    configs={"default": DEFAULT, "other": OTHER},
    rows=[
        Row("Model", "default", packed(*TWO, numbers=NUMBERS)),
        Row("Model", "other", qwen2_vl.other(side="left"), "left"),
        Row("ForConditionalGeneration", "default", packed(*TWO, numbers=NUMBERS, labels=True)),
        Row("ForConditionalGeneration", "other", timed),
    ],
    must_see=["model.visual.merger.ln_q.weight", "model.visual.blocks.1.mlp.gate_proj.bias"],
    must_see_options=[
        {"vision_config": {"window_size": 36}},
        {"vision_config": {"fullatt_block_indexes": [1]}},
    ],
    refuses=[({"vision_config": VISION | dict(window_size=4)}, "window_size")],
    padded="attention_mask",
    trained="ForConditionalGeneration-default",
)
