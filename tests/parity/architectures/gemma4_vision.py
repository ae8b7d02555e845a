from typing import Any

import numpy as np
from parity.arch import Arch, Inputs, Row

SMALL = dict(
    hidden_size=16,
    intermediate_size=20,
    num_hidden_layers=2,
    num_attention_heads=2,
    num_key_value_heads=1,
    head_dim=12,
    patch_size=2,
    pooling_kernel_size=2,
    position_embedding_size=9,
)
OTHER = SMALL | dict(
    num_attention_heads=4,
    num_key_value_heads=4,
    hidden_activation="silu",
    rms_norm_eps=1e-2,
    pooling_kernel_size=3,
    use_clipped_linears=True,
    standardize=True,
    rope_parameters=dict(rope_type="axial", rope_theta=20.0),
)


def patches(
    rng: np.random.Generator, *grids: tuple[int, int], most: int, numbers: int = 12
) -> tuple[np.ndarray, np.ndarray]:
    """Patches [n p f] of images of so many rows and columns, padded to `most`, and positions."""
    pixels = np.zeros((len(grids), most, numbers), np.float32)
    positions = np.full((len(grids), most, 2), -1)
    for index, (rows, columns) in enumerate(grids):
        count = rows * columns
        pixels[index, :count] = rng.random((count, numbers))
        row, column = np.divmod(np.arange(count), columns)
        positions[index, :count] = np.stack([column, row], -1)
    return pixels, positions


def padded_images(*grids: tuple[int, int], most: int) -> Inputs:
    def make(rng: np.random.Generator) -> dict[str, Any]:
        pixels, positions = patches(rng, *grids, most=most)
        return {"pixel_values": pixels, "pixel_position_ids": positions}

    return make


ARCH = Arch(
    "gemma4_vision",
    "Gemma4Vision",
    "gemma4",
    configs={"default": SMALL, "other": OTHER},
    rows=[
        Row("Model", "default", padded_images((2, 4), (4, 6), (6, 2), most=24)),
        Row("Model", "other", padded_images((3, 9), (6, 3), most=36)),
    ],
    must_see=[
        "patch_embedder.position_embedding_table",
        "encoder.layers.1.self_attn.k_norm.weight",
        "encoder.layers.1.mlp.gate_proj.linear.weight",
        "std_bias",
        "std_scale",
    ],
    must_see_options=[{"rms_norm_eps": 1e-6}, {"hidden_activation": "gelu"}],
    must_see_lines=[("hidden = ops.where(ops.unsqueeze(padding, 2), 0.0, hidden)", "pass")],
    refuses=[
        {"attention_bias": True},
        {"head_dim": 10},
        {"num_key_value_heads": 3},
        {"rope_parameters": {"rope_type": "linear"}},
    ],
    config_class="Gemma4VisionConfig",
)
